import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { frameNames, type HeardEvent, type NativeStream } from './native/native-stream.js';
import type { Person } from './ride-builder.js';

/**
 * Features that are switched off. Chromium keeps only the last list it is given, so
 * Playwright's own is repeated here. The last three are an address bar made of web pages:
 * a renderer process for each window, at twice the cost of the page under test.
 */
const DISABLED_FEATURES = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
];

/**
 * Chromium runs without a sandbox because CI is root in a container, and without a GPU
 * because it would emulate one at the cost of a core. The others keep it from calling home.
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
];

/** The system's Chromium, as jest.config.js has found it. */
export const launchChromium = (...flags: string[]): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM_PATH'], args: [...FLAGS, ...flags] });

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

/** The browser's own EventSource, opened by the page in that tab. */
export async function openInTab(page: Page, url: string, init = {}): Promise<NativeStream> {
  const index = await page.evaluate(listen, { url, init, names: [...frameNames] });
  return {
    heard: () => page.evaluate(heardBy, index),
    readyState: () => page.evaluate(stateOf, index),
    close: () => page.evaluate(close, index),
  };
}

/** What a page needs of the DOM, whose types would come into every file. */
interface PageSource {
  readonly readyState: number;
  addEventListener(name: string, listener: (event: HeardEvent) => void): void;
  close(): void;
}

interface Listening {
  EventSource: new (url: string, init: object) => PageSource;
  /** Ours: the streams this page has opened. */
  streams?: { source: PageSource; heard: HeardEvent[] }[];
}

// The functions below run in the page: Playwright sends them there as text, so they can't use this file's other names.

function listen({ url, init, names }: { url: string; init: object; names: string[] }): number {
  const page = globalThis as unknown as Listening;
  const source = new page.EventSource(url, init);
  const heard: HeardEvent[] = [];
  for (const name of names) {
    source.addEventListener(name, ({ type, data, lastEventId }) => {
      heard.push({ type, data, lastEventId });
    });
  }
  page.streams ??= [];
  return page.streams.push({ source, heard }) - 1;
}

function heardBy(index: number): HeardEvent[] {
  return (globalThis as unknown as Listening).streams?.[index]?.heard ?? [];
}

function stateOf(index: number): number {
  return (globalThis as unknown as Listening).streams?.[index]?.source.readyState ?? -1;
}

function close(index: number): void {
  (globalThis as unknown as Listening).streams?.[index]?.source.close();
}
