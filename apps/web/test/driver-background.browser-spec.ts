import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, until } from '#testing';
import { pickup, requestTrip, signUp, startTestServer, type TestServer } from '#api-harness';
import { recordNotifications, setHidden, shownIn } from './background-tab.js';
import { DriverTab } from './driver-tab.js';

let browser: Browser;
let server: TestServer;
let tab: DriverTab;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startTestServer({ OFFER_SECONDS: '60' });
});

beforeEach(async () => {
  tab = await DriverTab.open(browser, server, {
    device: pickup,
    initScript: recordNotifications,
  });
  page = tab.page;
  await page.evaluate(recordWakeLocks);
  await tab.goOnline();
});

afterEach(async () => {
  await tab.goOffline();
  await tab.close();
});

afterAll(async () => {
  await browser.close();
  await server.drop();
});

interface WakeLockGlobals {
  wakeLocks: string[];
  navigator: object;
}

/** Replaces the Screen Wake Lock API by a list of what the page asks of it. */
function recordWakeLocks(): void {
  const globals = globalThis as unknown as WakeLockGlobals;
  globals.wakeLocks = [];
  const request = () => {
    globals.wakeLocks.push('requested');
    const sentinel = {
      released: false,
      release: () => {
        sentinel.released = true;
        globals.wakeLocks.push('released');
        return Promise.resolve();
      },
    };
    (globals as unknown as { sentinel: object }).sentinel = sentinel;
    return Promise.resolve(sentinel);
  };
  Object.defineProperty(globals.navigator, 'wakeLock', { value: { request } });
}

/** The browser releases the lock of a hidden tab by itself. */
const releaseByBrowser = () =>
  page.evaluate(() => {
    (globalThis as unknown as { sentinel: { released: boolean } }).sentinel.released = true;
  });

const wakeLocks = () => page.evaluate(() => (globalThis as unknown as WakeLockGlobals).wakeLocks);

const locksAre = (expected: string[]) =>
  until(`the wake locks are ${expected.join(', ')}`, async () => {
    return (await wakeLocks()).join() === expected.join();
  });

describe('a driver whose tab is in the background', () => {
  it('an offer notifies the driver, and its notification and title end with a look at the page', async () => {
    await page.getByRole('button', { name: 'Notify me of offers in the background' }).click();
    await page.getByText('Offers reach you in the background too.').waitFor();
    const title = await page.title();
    await setHidden(page, true);
    const rider = await signUp(server, 'rider', 'Ada');
    const trip = await requestTrip(rider);
    await until('the page has notified', async () => (await shownIn(page)).length > 0);
    expect(await shownIn(page)).toEqual([expect.stringMatching(/^New offer: \$\d/)]);
    expect(await page.title()).toMatch(/^● New offer: \$\d/);
    await setHidden(page, false);
    await until('the notification is gone', async () => (await shownIn(page)).includes('closed'));
    expect(await page.title()).toBe(title);
    await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
  });

  it('keeps the screen on during a ride only, also after the tab was hidden', async () => {
    expect(await wakeLocks()).toEqual([]);
    const rider = await signUp(server, 'rider', 'Ada');
    const trip = await requestTrip(rider);
    await page.getByRole('button', { name: 'Accept' }).click();
    await locksAre(['requested']);
    await setHidden(page, true);
    await releaseByBrowser();
    await setHidden(page, false);
    await locksAre(['requested', 'requested']);
    await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
    await locksAre(['requested', 'requested', 'released']);
  });
});
