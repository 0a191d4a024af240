/** The server's settings for its pages (`GET /pages/config.json`). */
export interface PageConfig {
  demoControl?: { url: string; token: string } | null;
  /** `attribution` is plain text. */
  tiles?: { url: string; attribution: string } | null;
}

let config: Promise<PageConfig> | undefined;

/** The settings, requested once a page. They are empty when the request fails. */
export function pageConfig(): Promise<PageConfig> {
  config ??= read().catch(() => ({}));
  return config;
}

async function read(): Promise<PageConfig> {
  const answer = await fetch('/pages/config.json', { cache: 'no-store' });
  return answer.ok ? ((await answer.json()) as PageConfig) : {};
}
