import type { Page } from 'playwright-core';
import type { Trip } from '#contracts';
import { dropoff, expectOk, pickup } from '#api-harness';
import type { PictureScene } from '../picture-scene.js';
import type { Stage } from '../stage.js';

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** A rider whose quote is shown. */
async function planRide(stage: Stage): Promise<Page> {
  const page = await stage.signIn('/rider', 'Ada');
  await page.getByLabel('Pickup', { exact: true }).fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off', { exact: true }).fill(`${dropoff.lat}, ${dropoff.lng}`);
  await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
  return page;
}

async function requestRide(stage: Stage): Promise<Page> {
  const page = await planRide(stage);
  await page.locator('button:enabled', { hasText: 'Request ride' }).click();
  await sees(page, /Looking for a driver/);
  return page;
}

/** A ride after as many steps of its driver. */
async function ride(stage: Stage, steps: 0 | 1 | 2 | 3): Promise<Page> {
  const page = await requestRide(stage);
  const driver = await stage.acceptRide('Grace', { lat: pickup.lat - 0.0035, lng: pickup.lng });
  await sees(page, 'T-100 42');
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

export const riderScenes: readonly PictureScene[] = [
  {
    name: 'rider-sign-in',
    shows: 'The rider’s page: the form of a visitor without a session',
    shots: [{ width: 1280 }, { width: 360 }],
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
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: planRide,
  },
  {
    name: 'rider-searching',
    shows: 'The rider’s page: the search for a driver, with its time and its end',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: requestRide,
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
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: async (stage) => sees(await openRide(stage, 3), /Grace completed the ride/),
  },
  {
    name: 'rider-on-the-way',
    shows: 'The rider’s page: the driver, the car, its position, and the PIN',
    shots: [
      { width: 1280 },
      { width: 360 },
      { width: 360, dark: true },
      { width: 360, forcedColours: true },
    ],
    arrange: async (stage) => sees(await ride(stage, 0), /is on the way to you/),
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
    arrange: async (stage) => sees(await ride(stage, 2), /You are on the way to your drop-off/),
  },
  {
    name: 'rider-receipt',
    shows: 'The rider’s page: the receipt, and stars for the driver',
    shots: [{ width: 360 }],
    arrange: async (stage) => sees(await ride(stage, 3), 'Total'),
  },
];
