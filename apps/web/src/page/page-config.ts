/** What the server tells its pages of its settings (`GET /pages/config.json`). */
export interface PageConfig {
  demoControl?: { url: string; token: string } | null;
  /** `attribution` is plain text. */
  tiles?: { url: string; attribution: string } | null;
}

let config: Promise<PageConfig> | undefined;

/** Asked for once a page. Empty where the server can't say: a page does without. */
export function pageConfig(): Promise<PageConfig> {
  config ??= read().catch(() => ({}));
  return config;
}

async function read(): Promise<PageConfig> {
  const answer = await fetch('/pages/config.json', { cache: 'no-store' });
  return answer.ok ? ((await answer.json()) as PageConfig) : {};
}
