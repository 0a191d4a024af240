import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Trip } from '#contracts';
import { launchChromium } from '#testing';
import {
  api,
  dropoff,
  pickup,
  requestTrip,
  startTestServer,
  tripOf,
  type Person,
  type TestServer,
} from '#api-harness';
import { DriverTab } from './driver-tab.js';
import { accessibilityFaults, newScene } from './page-scene.js';

/** The positions of a page come every five seconds, and its stream is a sign of life as well. */
const SETTINGS = { OFFER_SECONDS: '60', DRIVER_SILENCE_SECONDS: '4' };
/** What a page says only of a driver whose position it knows. */
const LOOKS_LIVE = /\| Live|\baway\b/;
const NO_CONTACT = 'No contact with the driver';

let browser: Browser;
let server: TestServer;
let tab: DriverTab;
let page: Page;
let rider: Person;
let trip: Trip;

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(async () => {
  await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
  await page.context().close();
  await tab.close();
});

afterAll(async () => {
  await browser.close();
});

const heading = (text: string | RegExp) => page.getByRole('heading', { level: 1, name: text });
const pulse = () => page.locator('.over-map');

async function openRider(): Promise<void> {
  ({ page } = await newScene(browser));
  await page.addInitScript(recordSentences);
  await page.goto(`${server.url}/rider`);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Start' }).click();
  await heading('Where to?').waitFor();
  const stored = await page.evaluate<string>("localStorage.getItem('tripstream.session.rider')");
  const { token, user } = JSON.parse(stored) as { token: string; user: { id: string } };
  rider = { ...api(server, token), id: user.id, token } as Person;
}

type RideStatus = 'driver_assigned' | 'driver_arrived' | 'in_progress';

/** A rider's page that follows a ride, and the page of its driver in a browser of its own. */
async function rideOnPages(status: RideStatus): Promise<void> {
  await openRider();
  tab = await DriverTab.open(browser, server, { device: dropoff });
  await tab.goOnline();
  trip = await requestTrip(rider);
  await tab.page.getByRole('button', { name: 'Accept' }).click();
  await heading(/is on the way to you, .+ away\.$/).waitFor();
  if (status === 'driver_assigned') return;
  await tab.moveDevice(pickup);
  // The key is at this button once the page knows that the car is there.
  await tab.page.locator(`${KEYED}:enabled`, { hasText: 'I’m at the pickup' }).click();
  await heading(/is here/).waitFor();
  if (status === 'driver_arrived') return;
  const pin = tab.page.getByLabel('PIN of the rider');
  await pin.fill(trip.pin ?? '');
  await pin.press('Enter');
  await heading(/^You are on the way to your drop-off, .+ away\.$/).waitFor();
}

const KEYED = 'button[aria-keyshortcuts="Enter"]';

/** What the page has said since its load or the last call, in its heading and over its map. */
const takeSentences = (): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as Recording).said.splice(0));

const driverIsBack = async () => {
  const reopened = await tab.page.context().newPage();
  await reopened.goto(`${server.url}/driver`);
};

const NEXT_DRIVER = /^We can’t reach .+ at the moment\. At .+ we look for another driver\.$/;
const SUPPORT = /^We have lost contact with .+’s phone\. Our support can end the ride\.$/;

describe('a driver whose page is closed during a ride', () => {
  beforeAll(async () => {
    server = await startTestServer(SETTINGS);
  });

  afterAll(() => server.drop());

  it.each([
    ['driver_assigned', NEXT_DRIVER],
    ['driver_arrived', NEXT_DRIVER],
    ['in_progress', SUPPORT],
  ] as const)(
    'a driver who vanishes while the trip is %s does not look live to the rider before the driver is back',
    async (status, whatHappensNext) => {
      await rideOnPages(status);
      await pulse().getByText('Live', { exact: true }).waitFor();
      await tab.page.close();
      await heading(whatHappensNext).waitFor();
      await takeSentences();
      await pulse().getByText(NO_CONTACT).waitFor();
      await pulse()
        .getByText(/^Car seen .+ ago$/)
        .waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      const beforeReload = await takeSentences();
      await page.reload();
      await heading(whatHappensNext).waitFor();
      await pulse().getByText(NO_CONTACT).waitFor();
      const said = [...beforeReload, ...(await takeSentences())];
      expect(said).not.toEqual([]);
      expect(said.filter((sentence) => LOOKS_LIVE.test(sentence))).toEqual([]);
      await driverIsBack();
      await pulse().getByText('Live', { exact: true }).waitFor();
      await heading(whatHappensNext).waitFor({ state: 'detached' });
      expect((await tripOf(rider, trip.id)).status).toBe(status);
    },
  );
});

describe('a driver who stays away', () => {
  beforeAll(async () => {
    server = await startTestServer({ ...SETTINGS, DRIVER_LOST_SECONDS: '6' });
  });

  afterAll(() => server.drop());

  it('a rider whose driver stays away sees the search for another one, without the car of the first', async () => {
    await rideOnPages('driver_assigned');
    await tab.page.close();
    await heading(/^We lost contact with .+\. Looking for another driver\.$/).waitFor();
    await pulse().getByText('Live', { exact: true }).waitFor();
    expect(await pulse().textContent()).toBe('Live');
    const { driver, pin } = await tripOf(rider, trip.id);
    expect(driver).toBeNull();
    expect(pin).not.toBe(trip.pin);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

interface Recording {
  said: string[];
}

/** What the function below needs of the DOM, whose types would come into every file. */
interface PageGlobals {
  document: { querySelector(selector: string): { textContent: string } | null };
  MutationObserver: new (changed: () => void) => { observe(node: unknown, what: object): void };
}

/** Runs in the page: Playwright sends it there as text, so it can't use the other names of this file. */
function recordSentences(): void {
  const view = globalThis as unknown as PageGlobals & Recording;
  view.said = [];
  let last = '';
  const note = () => {
    const parts = ['h1', '.over-map'].map((name) => view.document.querySelector(name));
    const sentence = parts.map((part) => part?.textContent ?? '').join(' | ');
    if (sentence !== last) view.said.push(sentence);
    last = sentence;
  };
  const everything = { subtree: true, childList: true, characterData: true };
  new view.MutationObserver(note).observe(view.document, everything);
}
