import { chromium, type Browser } from 'playwright-core';
import { UsageError } from '#simulation';

/**
 * Starts the system's Chromium, which `chromium-path.mjs` has found.
 *
 * @throws {UsageError} without Chromium
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (!executablePath) {
    throw new UsageError('No Chromium found: apt-get install chromium, or set CHROMIUM_PATH.');
  }
  const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({ executablePath, args });
}
