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

/** The system's Chromium, as jest.config.js has found it. */
export async function launchChromium(...flags: string[]): Promise<Browser> {
  // Tests without a browser import this library too, and Playwright takes long to load.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'],
    args: [...FLAGS, ...flags],
  });
}
