import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A page in a profile of its own, with all its errors. */
export interface Scene {
  context: BrowserContext;
  page: Page;
  /** Violations of the Content-Security-Policy and errors of scripts, as the browser words them. */
  wrongs: string[];
}

/** Empty as yet, for what has to be arranged before a page loads. */
export async function newScene(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Scene> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  const wrongs: string[] = [];
  page.on('pageerror', (error) => wrongs.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) wrongs.push(message.text());
  });
  return { context, page, wrongs };
}

export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Scene> {
  const scene = await newScene(browser, options);
  await scene.page.goto(address);
  return scene;
}

interface Axe {
  axe: {
    run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
  };
}

/** What axe has to say against the page as it stands, a line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Through the debugger, which the Content-Security-Policy doesn't bind.
  if (!(await page.evaluate(hasAxe))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as Axe).axe.run({
      resultTypes: ['violations'],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}

const hasAxe = () => 'axe' in globalThis;
