import type { Page } from 'playwright-core';

/** What the functions below need of the page, whose types would come into every file. */
interface BackgroundGlobals {
  shown: string[];
  isHidden: boolean;
  Notification: unknown;
  document: { dispatchEvent(event: unknown): void };
}

/**
 * An init script. It replaces the notifications of the system by a list, and makes the page's
 * visibility settable. Playwright sends it as text, so it uses none of this file's other names.
 */
export function recordNotifications(): void {
  const page = globalThis as unknown as BackgroundGlobals;
  page.shown = [];
  page.isHidden = false;
  class Recorded {
    static permission = 'default';
    static requestPermission(): Promise<string> {
      Recorded.permission = 'granted';
      return Promise.resolve('granted');
    }
    constructor(title: string) {
      page.shown.push(title);
    }
    close(): void {
      page.shown.push('closed');
    }
  }
  page.Notification = Recorded;
  Object.defineProperty(page.document, 'hidden', { get: () => page.isHidden });
}

/** Sends the tab to the background, or brings it back. */
export const setHidden = (page: Page, isHidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    const globals = globalThis as unknown as BackgroundGlobals;
    globals.isHidden = value;
    globals.document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);

/** The titles of the notifications so far, and `closed` for each that has ended. */
export const shownIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as BackgroundGlobals).shown);
