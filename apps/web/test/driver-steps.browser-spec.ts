import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Position, Trip } from '#contracts';
import { launchChromium, until } from '#testing';
import {
  dropoff,
  expectOk,
  pickup,
  requestTrip,
  signUp,
  startTestServer,
  tripOf,
  type Person,
  type TestServer,
} from '#api-harness';
import { DriverTab } from './driver-tab.js';
import { accessibilityFaults } from './page-scene.js';

let browser: Browser;
let server: TestServer;
let tab: DriverTab;
let page: Page;
let rider: Person;
let trip: Trip;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startTestServer({ OFFER_SECONDS: '60', GEOFENCE_METERS: '40' });
});

beforeEach(async () => {
  tab = await DriverTab.open(browser, server, { device: pickup });
  page = tab.page;
  await tab.goOnline();
  rider = await signUp(server, 'rider', 'Ada');
  trip = await requestTrip(rider);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: 'Pick up Ada.' }).waitFor();
});

afterEach(async () => {
  await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
  await tab.goOffline();
  await tab.close();
});

afterAll(async () => {
  await browser.close();
  await server.drop();
});

const status = async () => (await tripOf(rider, trip.id)).status;
const button = (name: string) => page.getByRole('button', { name });

/** The cooldown of a step is over as soon as its button names its key. */
const keyIsReady = () => page.locator('button[aria-keyshortcuts="Enter"]').waitFor();

const focusIsAt = (text: string | RegExp) =>
  page.locator('h1:focus').filter({ hasText: text }).waitFor();

async function startRide(): Promise<void> {
  await button('I’m at the pickup').click();
  const pin = page.getByLabel('PIN of the rider');
  await pin.fill(trip.pin!);
  await pin.press('Enter');
}

/** The ride is under way, the car is at the drop-off, and the step has cooled down. */
async function driveToDropoff(): Promise<void> {
  await startRide();
  await tab.moveDevice(dropoff);
  await button('Hold to complete the ride').waitFor();
  await keyIsReady();
}

/** Near enough for the page, which lets the driver press the button, and too far for the server. */
const METERS_OFF = 60;
/** The same as the page says it to an American. */
const OFF_IN_WORDS = '200 ft';

/** Moves the car to `METERS_OFF` from a place, and waits until the page has noticed it. */
async function moveBeside({ lat, lng }: Position): Promise<void> {
  const metersOfDegree = 111_195;
  const beside = { lat: lat + METERS_OFF / metersOfDegree, lng };
  const isReported = page.waitForRequest(
    (request) =>
      request.url().endsWith('/locations') &&
      request.postData()?.includes(`${beside.lat}`) === true,
  );
  await tab.moveDevice(beside);
  await isReported;
}

/** The answer of the server to the next command of the page on the ride. */
const answerTo = (command: 'arrive' | 'complete') =>
  page.waitForResponse(`**/v1/trips/${trip.id}/${command}`);

interface Problem {
  code: string;
  distanceMeters: number;
}

/** The override that the newest event of a type has recorded. */
async function recordedOverride(type: string): Promise<unknown> {
  const { events } = await expectOk<{
    events: { event: string; data: { data: { override?: unknown } } }[];
  }>(rider.get(`/v1/trips/${trip.id}/events`));
  return events.findLast(({ event }) => event === type)?.data.data.override;
}

describe('the steps of a ride on the driver’s page', () => {
  it('PIN, Enter, Enter starts a ride and neither completes nor charges it', async () => {
    await startRide();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Drive Ada to the drop-off.' }).waitFor();
    await page.keyboard.press('Enter');
    await keyIsReady();
    expect(await status()).toBe('in_progress');
  });

  it('completes a ride when Enter is held', async () => {
    await driveToDropoff();
    await page.keyboard.down('Enter');
    await page.getByRole('group', { name: 'How was Ada?' }).waitFor();
    await page.keyboard.up('Enter');
    expect(await status()).toBe('completed');
  });

  it('completes a ride when the pointer holds the button', async () => {
    await driveToDropoff();
    await button('Hold to complete the ride').hover();
    await page.mouse.down();
    await page.getByRole('group', { name: 'How was Ada?' }).waitFor();
    await page.mouse.up();
    expect(await status()).toBe('completed');
  });

  it('asks after a short press, and a double press does not answer the question', async () => {
    await driveToDropoff();
    await button('Hold to complete the ride').dblclick();
    const dialog = page.getByRole('dialog', { name: 'Complete the ride?' });
    await dialog.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await status()).toBe('in_progress');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Complete the ride' }).click();
    await until('the ride is completed', async () => (await status()) === 'completed');
  });

  it('navigates while the car is far from the pickup, and takes the step there only with a reason', async () => {
    await tab.moveDevice(dropoff);
    await button('Navigate').waitFor();
    await page.getByText(/[\d.]+ (ft|mi) to the pickup/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await tab.pressKey('Enter');
    await button('Show the whole way').waitFor();
    await button('I’m at the pickup').click();
    const dialog = page.getByRole('dialog', { name: /^You are [\d.]+ (ft|mi) from the pickup$/ });
    await dialog.getByLabel('Why here?').selectOption('Another reason');
    await dialog.getByLabel('Your reason').fill('The rider waits at the corner');
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Not yet' }).click();
    expect(await status()).toBe('driver_assigned');
    await button('I’m at the pickup').click();
    await dialog.getByRole('button', { name: 'I’m there anyway' }).click();
    await page.getByLabel('PIN of the rider').waitFor();
    expect(await status()).toBe('driver_arrived');
  });

  it('a keyboard alone takes the ride to its end, and the focus begins each step at its heading', async () => {
    const { keyboard } = page;
    await tab.pressKey('Enter');
    await focusIsAt('Ask Ada for the PIN.');
    await keyboard.type(trip.pin!);
    await keyboard.press('Enter');
    await focusIsAt('Drive Ada to the drop-off.');
    await tab.moveDevice(dropoff);
    await button('Hold to complete the ride').waitFor();
    await keyIsReady();
    await keyboard.down('Enter');
    await focusIsAt(/^Ride completed\. It came to \$/);
    await keyboard.up('Enter');
    const star = page.getByLabel('4 stars');
    await until('the stars have the focus', async () => {
      await keyboard.press('Tab');
      return (await page.locator('input[type=radio]:focus').count()) > 0;
    });
    for (let stars = 1; stars < 4; stars++) await keyboard.press('ArrowRight');
    expect(await star.isChecked()).toBe(true);
    await tab.pressKey('Enter');
    await focusIsAt('Waiting for a ride.');
  });
});

describe('a step that the server refuses because the car is too far away', () => {
  it.each([
    ['arrive', 'trip.driver_arrived', { place: 'pickup', confirm: 'I’m there anyway' }],
    ['complete', 'trip.completed', { place: 'drop-off', confirm: 'Complete anyway' }],
  ] as const)(
    'the page says how far the car is after a refused %s, and the reason and the distance are in the event',
    async (command, event, { place, confirm }) => {
      if (command === 'complete') await driveToDropoff();
      await moveBeside(command === 'complete' ? dropoff : pickup);
      const refusal = answerTo(command);
      if (command === 'complete') await tab.completeRide();
      else await button('I’m at the pickup').click();
      const refused = await refusal;
      expect(refused.status()).toBe(409);
      const { code, distanceMeters } = (await refused.json()) as Problem;
      expect({ code, distanceMeters }).toEqual({
        code: 'DRIVER_TOO_FAR',
        distanceMeters: METERS_OFF,
      });
      const dialog = page.getByRole('dialog', {
        name: `You are ${OFF_IN_WORDS} from the ${place}`,
      });
      await dialog.getByLabel('Why here?').selectOption('The street is closed');
      expect(await accessibilityFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: confirm }).click();
      await dialog.waitFor({ state: 'detached' });
      await until('the event has the override', async () => {
        const recorded = await recordedOverride(event);
        if (recorded === undefined) return false;
        expect(recorded).toEqual({ reason: 'The street is closed', distanceMeters: METERS_OFF });
        return true;
      });
    },
  );
});

describe('the earnings of the day on the driver’s page', () => {
  it('the panel has the fare once a ride is completed, and a tip of the rider without an action of the driver', async () => {
    const earnings = page.getByRole('region', { name: 'Today' });
    const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`;
    await driveToDropoff();
    await tab.completeRide();
    const fare = trip.fare.amount;
    await earnings.getByText(dollars(fare), { exact: true }).waitFor();
    await earnings.getByText('1 ride', { exact: true }).waitFor();
    expect(await earnings.getByText(/in tips/).count()).toBe(0);
    await expectOk(rider.post(`/v1/trips/${trip.id}/tip`, { amount: 250 }));
    await earnings.getByText('$2.50 in tips').waitFor();
    await earnings.getByText(dollars(fare + 250), { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
