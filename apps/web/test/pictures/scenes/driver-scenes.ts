import type { Page } from 'playwright-core';
import type { Position } from '#contracts';
import { dropoff, expectOk, pickup, signUp } from '#api-harness';
import type { PictureScene } from '../picture-scene.js';
import type { Stage } from '../stage.js';

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Five hundred metres from the pickup, so that the route to it is seen. */
const BESIDE_PICKUP = { lat: pickup.lat - 0.0035, lng: pickup.lng };

interface Car {
  place: Position;
  isFast: boolean;
}

const SLOW_CAR: Car = { place: BESIDE_PICKUP, isFast: false };
/** Is at the pickup at once, and soon at the drop-off. */
const FAST_CAR: Car = { place: pickup, isFast: true };

/** A new step takes no press for a moment, so that a key meant for the earlier one is harmless. */
const coolDown = (page: Page): Promise<void> =>
  page.locator('button[aria-disabled="true"]').first().waitFor({ state: 'detached' });

const openDriver = (stage: Stage, { place, isFast } = SLOW_CAR): Promise<Page> =>
  stage.signIn('/driver', 'Grace', {
    'tripstream.drive.place': place,
    'tripstream.drive.preferences': {
      driving: { by: 'page', isFast },
      hasSound: true,
      hasKeys: true,
    },
  });

async function waitForRide(stage: Stage, car?: Car): Promise<Page> {
  const page = await openDriver(stage, car);
  await page.getByLabel('Car', { exact: true }).fill('Toyota Prius');
  await page.getByLabel('Colour').fill('blue');
  await page.getByLabel('Plate').fill('T-100 42');
  await page.getByRole('switch').click();
  await sees(page, 'Waiting for a ride.');
  return page;
}

async function receiveOffer(stage: Stage, car?: Car): Promise<Page> {
  const page = await waitForRide(stage, car);
  const rider = await signUp(stage.server, 'rider', 'Ada Lovelace');
  await expectOk(rider.post('/v1/trips', { pickup, dropoff }));
  await page.getByRole('region', { name: 'Offer' }).waitFor();
  await coolDown(page);
  return page;
}

async function accept(stage: Stage, car?: Car): Promise<Page> {
  const page = await receiveOffer(stage, car);
  await page.getByRole('button', { name: /^Accept/ }).click();
  await page.getByRole('button', { name: 'I’m at the pickup' }).waitFor();
  await coolDown(page);
  return page;
}

const pressArrived = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'I’m at the pickup' }).click();

async function askForPin(stage: Stage, car: Car = FAST_CAR): Promise<Page> {
  const page = await accept(stage, car);
  await sees(page, 'You are at the pickup.');
  await pressArrived(page);
  await page.getByLabel('PIN of the rider').waitFor();
  await coolDown(page);
  return page;
}

async function startRide(stage: Stage): Promise<Page> {
  const page = await askForPin(stage);
  const pin = await stage.peek.value<string>(`SELECT pin FROM trip WHERE ended_at IS NULL`);
  await page.getByLabel('PIN of the rider').fill(pin);
  await page.getByRole('button', { name: 'Start the ride' }).click();
  await sees(page, 'Drive Ada Lovelace to the drop-off.');
  await coolDown(page);
  return page;
}

async function reachDropoff(stage: Stage): Promise<Page> {
  const page = await startRide(stage);
  await sees(page, 'You are at the drop-off.');
  await coolDown(page);
  return page;
}

async function completeRide(stage: Stage): Promise<void> {
  const page = await reachDropoff(stage);
  await page.getByRole('button', { name: 'Hold to complete the ride' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Complete the ride' }).click();
  await sees(page, 'How was Ada Lovelace?');
}

async function stepTooFar(stage: Stage): Promise<void> {
  const page = await accept(stage);
  await pressArrived(page);
  await page.getByRole('dialog').waitFor();
}

async function loseConnection(stage: Stage): Promise<void> {
  await stage.useNetwork();
  const page = await accept(stage);
  stage.disconnect();
  await page.locator('.pulse:not([data-status="live"])').waitFor();
  await sees(page, 'You look offline to riders.');
}

export const driverScenes: readonly PictureScene[] = [
  {
    name: 'driver-offline',
    shows: 'The driver’s page: off duty, with the car’s model, colour and plate',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: (stage) => openDriver(stage),
  },
  {
    name: 'driver-waiting',
    shows: 'The driver’s page: on duty, without a ride',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: (stage) => waitForRide(stage),
  },
  {
    name: 'driver-offer',
    shows: 'The driver’s page: an offer with its countdown, fare and route',
    shots: [
      { width: 1280 },
      { width: 360 },
      { width: 360, dark: true },
      { width: 360, language: 'ar' },
      { width: 360, language: 'ja' },
    ],
    arrange: (stage) => receiveOffer(stage),
  },
  {
    name: 'driver-to-pickup',
    shows: 'The driver’s page: on the way to the pickup',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: (stage) => accept(stage),
  },
  {
    name: 'driver-too-far',
    shows: 'The driver’s page: a step far from its place needs a reason',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: stepTooFar,
  },
  {
    name: 'driver-pin',
    shows: 'The driver’s page: at the pickup, the rider says the PIN',
    shots: [{ width: 1280 }, { width: 360 }, { width: 360, language: 'ar' }],
    arrange: (stage) => askForPin(stage),
  },
  {
    name: 'driver-in-progress',
    shows: 'The driver’s page: the next street and the way that is left to the drop-off',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: startRide,
  },
  {
    name: 'driver-at-dropoff',
    shows: 'The driver’s page: at the drop-off, the ride is completed by holding a button',
    shots: [{ width: 360 }],
    arrange: reachDropoff,
  },
  {
    name: 'driver-completed',
    shows: 'The driver’s page: the fare of the ride, and stars for the rider',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: completeRide,
  },
  {
    name: 'driver-lost-connection',
    shows: 'The driver’s page without a connection: what the driver can do about it',
    shots: [{ width: 360 }],
    arrange: loseConnection,
  },
];
