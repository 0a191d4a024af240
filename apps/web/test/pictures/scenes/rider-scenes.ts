import type { Locator, Page } from 'playwright-core';
import type { Trip } from '#contracts';
import { dropoff, expectOk, goOnline, pickup, signUp } from '#api-harness';
import { until } from '#testing';
import type { PictureScene } from '../picture-scene.js';
import type { Stage } from '../stage.js';

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** A rider whose quote is shown. */
async function planRide(stage: Stage): Promise<Page> {
  const page = await stage.signIn('/rider', 'Ada');
  await page.getByLabel('Pickup', { exact: true }).fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off', { exact: true }).fill(`${dropoff.lat}, ${dropoff.lng}`);
  // A field shows what was typed while it has the focus.
  await page.getByLabel('Drop-off', { exact: true }).blur();
  await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
  for (const field of ['Pickup', 'Drop-off']) await showsName(page, field);
  return page;
}

/** A place that was typed as coordinates has a name once the server has found one. */
const showsName = (page: Page, field: string): Promise<unknown> =>
  until(`the ${field} has a name`, async () =>
    /\p{L}/u.test(await page.getByLabel(field, { exact: true }).inputValue()),
  );

async function requestRide(stage: Stage): Promise<Page> {
  const page = await planRide(stage);
  await page.locator('button:enabled', { hasText: 'Request ride' }).click();
  await sees(page, /Looking for a driver/);
  return page;
}

/** Four blocks from the pickup, so that the route to it is seen. */
const BESIDE_PICKUP = { lat: pickup.lat - 0.0035, lng: pickup.lng };

/** A ride after as many steps of its driver. */
async function ride(stage: Stage, steps: 0 | 1 | 2 | 3): Promise<Page> {
  const page = await requestRide(stage);
  const place = steps === 0 ? BESIDE_PICKUP : pickup;
  const driver = await stage.acceptRide('Grace', place);
  await sees(page, 'T-100 42');
  await expectOk(driver.post('/v1/drivers/me/locations', place));
  const trip = await stage.activeTrip(driver);
  const pin = await page.locator('.digits').first().textContent();
  const commands = [['arrive'], ['start', { pin }], ['complete']] as const;
  for (const [command, body] of commands.slice(0, steps)) {
    await expectOk<Trip>(driver.post(`/v1/trips/${trip.id}/${command}`, body));
  }
  return page;
}

/** The page of the ride that the rider's page shows. */
async function openRide(stage: Stage, steps: 0 | 1 | 2 | 3): Promise<Page> {
  const page = await ride(stage, steps);
  const trip = await stage.latestTrip(page);
  await page.goto(`${stage.server.url}/rides/${trip.id}`);
  return page;
}

async function openMissingRide(stage: Stage): Promise<void> {
  const page = await stage.signIn('/rider', 'Ada');
  await page.goto(`${stage.server.url}/rides/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`);
  await sees(page, 'There is no such ride');
}

async function askBeforeLeaving(stage: Stage): Promise<void> {
  const page = await requestRide(stage);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('dialog').waitFor();
}

async function cancelRide(stage: Stage): Promise<void> {
  const page = await requestRide(stage);
  await page.getByRole('button', { name: 'Cancel ride' }).click();
  await page.getByRole('button', { name: 'Cancel, free' }).click();
  await sees(page, 'You cancelled this ride.');
}

/** The search of a ride ends without a driver, as it does at its deadline. */
async function findNoDriver(stage: Stage): Promise<void> {
  const page = await requestRide(stage);
  await stage.peek.rows(`UPDATE trip SET matching_deadline = now() WHERE ended_at IS NULL`);
  await sees(page, 'No driver was free. You pay nothing.');
}

const showInMiddle = (element: Locator): Promise<void> =>
  element.evaluate((node: unknown) => {
    (node as { scrollIntoView: (how: object) => void }).scrollIntoView({ block: 'center' });
  });

/** The pages of a ride that the rider has rated, or given a tip for. */
async function rateRide(stage: Stage): Promise<void> {
  const page = await openRide(stage, 3);
  await page.getByLabel('5 stars').check();
  await page.getByRole('button', { name: 'Send rating' }).click();
  await showInMiddle(page.getByText('You gave 5 of 5 stars.'));
}

async function tipRide(stage: Stage): Promise<void> {
  const page = await openRide(stage, 3);
  await page.getByRole('radio', { name: '15%' }).check();
  await page.getByRole('button', { name: 'Give a tip of' }).click();
  await sees(page, 'You gave Grace a tip of');
  await showInMiddle(page.getByText('Total'));
}

/** The browser opens the page again when the server can't be reached. */
async function openOffline(stage: Stage): Promise<void> {
  await stage.useNetwork();
  const page = await ride(stage, 0);
  await until('the browser keeps the page', () => page.evaluate<boolean>(IS_KEPT));
  stage.disconnect();
  await page.reload();
  await sees(page, /Last known at/);
}

const IS_KEPT = `caches.keys().then(async (names) => {
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().some(({ url }) => new URL(url).pathname === '/rider');
})`;

export const riderScenes: readonly PictureScene[] = [
  {
    name: 'rider-sign-in',
    shows: 'The rider’s page: the form of a visitor without a session',
    shots: [{ width: 1280 }, { width: 360 }, { width: 360, language: 'ja' }],
    arrange: async (stage) => (await stage.open('/rider')).locator('input[name="name"]').waitFor(),
  },
  {
    name: 'rider-place-search',
    shows: 'The rider’s page: places found while the rider types',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: async (stage) => {
      const page = await stage.signIn('/rider', 'Ada');
      await page.getByLabel('Drop-off', { exact: true }).fill('central');
      await page.locator('[role="option"]').first().waitFor();
    },
  },
  {
    name: 'rider-quote',
    shows: 'The rider’s page: both places, the route, the price and the time to the pickup',
    shots: [{ width: 1280 }, { width: 360 }, { width: 360, language: 'ar' }],
    arrange: async (stage) => {
      await goOnline(await signUp(stage.server, 'driver'), BESIDE_PICKUP);
      return planRide(stage);
    },
  },
  {
    name: 'rider-searching',
    shows: 'The rider’s page: the search for a driver, with its time and its end',
    shots: [{ width: 1280 }, { width: 360 }, { width: 360, language: 'ja' }],
    arrange: async (stage) => sees(await requestRide(stage), /^No car is free near you/),
  },
  {
    name: 'rider-no-driver',
    shows: 'The rider’s page: the search has ended without a driver',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: findNoDriver,
  },
  {
    name: 'rider-lost-contact',
    shows: 'The rider’s page: the driver is silent, and what happens next',
    shots: [{ width: 1280 }, { width: 360, language: 'ar' }],
    arrange: async (stage) => sees(await ride(stage, 0), /^We can’t reach/),
  },
  {
    name: 'rider-offline',
    shows: 'The rider’s page without a connection: the last known ride',
    shots: [{ width: 360 }],
    arrange: openOffline,
  },
  {
    name: 'rider-sign-out',
    shows: 'The rider’s page: a sign-out during a ride asks first',
    shots: [{ width: 360 }],
    arrange: askBeforeLeaving,
  },
  {
    name: 'rider-cancelled',
    shows: 'The rider’s page: a ride that the rider has cancelled',
    shots: [{ width: 360 }],
    arrange: cancelRide,
  },
  {
    name: 'ride-under-way',
    shows: 'The page of a ride: its map and what has happened so far',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: async (stage) => sees(await openRide(stage, 2), /The ride with Grace began/),
  },
  {
    name: 'ride-receipt',
    shows: 'The page of a ride that is over: its receipt, what happened, and the same ride again',
    shots: [{ width: 1280 }, { width: 360 }, { width: 1280, language: 'ja' }],
    arrange: async (stage) => {
      const page = await openRide(stage, 3);
      await sees(page, /Grace completed the ride/);
      await showInMiddle(page.getByText('Total'));
    },
  },
  {
    name: 'ride-rated',
    shows: 'The page of a ride: the rider has rated the driver',
    shots: [{ width: 360 }],
    arrange: rateRide,
  },
  {
    name: 'ride-tipped',
    shows: 'The page of a ride: the receipt has the tip',
    shots: [{ width: 360 }],
    arrange: tipRide,
  },
  {
    name: 'ride-missing',
    shows: 'The page of a ride that does not exist or belongs to another rider',
    shots: [{ width: 360 }],
    arrange: openMissingRide,
  },
  {
    name: 'rider-on-the-way',
    shows: 'The rider’s page: the driver, the car, its position, and the PIN',
    shots: [
      { width: 1280 },
      { width: 360 },
      { width: 360, dark: true },
      { width: 360, forcedColours: true },
      { width: 360, language: 'ar' },
    ],
    arrange: async (stage) => sees(await ride(stage, 0), /is on the way to you, .+ away\.$/),
  },
  {
    name: 'rider-arrived',
    shows: 'The rider’s page: the driver is at the pickup and asks for the PIN',
    shots: [{ width: 360 }],
    arrange: async (stage) => sees(await ride(stage, 1), /is here/),
  },
  {
    name: 'rider-in-progress',
    shows: 'The rider’s page: the ride is under way, with the route to the drop-off',
    shots: [{ width: 1280 }],
    arrange: async (stage) =>
      sees(await ride(stage, 2), /^You are on the way to your drop-off, .+ away\.$/),
  },
  {
    name: 'rider-receipt',
    shows: 'The rider’s page: the receipt, and stars for the driver',
    shots: [{ width: 360 }],
    arrange: async (stage) => sees(await ride(stage, 3), 'Total'),
  },
];
