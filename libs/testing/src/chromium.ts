import type { Browser } from 'playwright-core';

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

/** How long a page may take for what a test awaits; Playwright's own 30 s are short on a busy machine. */
const PAGE_TIMEOUT_MS = 120_000;

/** The system's Chromium, as jest.config.js has found it. Its pages wait up to two minutes. */
export const launchChromium = (...flags: string[]): Promise<Browser> => launch(flags);

/** The same with the back/forward cache, which Playwright switches off by default. */
export const launchChromiumWithPageCache = (): Promise<Browser> =>
  launch([], ['--disable-back-forward-cache']);

async function launch(flags: string[], ignoreDefaultArgs: string[] = []): Promise<Browser> {
  // Tests without a browser import this library too, and Playwright takes long to load.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'],
    args: [...FLAGS, ...flags],
    ignoreDefaultArgs,
    timeout: PAGE_TIMEOUT_MS,
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(PAGE_TIMEOUT_MS);
    return context;
  };
  return browser;
}
