import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Person } from './api-client.js';

/** A browser's profile in which `who` is signed in at that server. */
export async function signedIn(
  browser: Browser,
  { url }: { url: string },
  who: Person,
): Promise<BrowserContext> {
  const context = await browser.newContext();
  const cookie = { name: `tripstream_${who.role}`, value: who.token, url };
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Lax' }]);
  return context;
}

/** A tab that shows a page of this origin. */
export async function openTab(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/health/live`);
  return page;
}
