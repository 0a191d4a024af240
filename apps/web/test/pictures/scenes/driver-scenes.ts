import type { Page } from 'playwright-core';
import { dropoff, expectOk, pickup, signUp } from '#api-harness';
import type { PictureScene } from '../picture-scene.js';
import type { Stage } from '../stage.js';

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Five hundred metres from the pickup, so that the route to it is seen. */
const stored = {
  'tripstream.drive.place': { lat: pickup.lat - 0.0035, lng: pickup.lng },
  'tripstream.drive.preferences': {
    driving: { by: 'page', isFast: false },
    hasSound: true,
    hasKeys: true,
  },
};

const openDriver = (stage: Stage): Promise<Page> => stage.signIn('/driver', 'Grace', stored);

async function waitForRide(stage: Stage): Promise<Page> {
  const page = await openDriver(stage);
  await page.getByLabel('Car', { exact: true }).fill('Toyota Prius');
  await page.getByLabel('Colour').fill('blue');
  await page.getByLabel('Plate').fill('T-100 42');
  await page.getByRole('switch').click();
  await sees(page, 'Waiting for a ride.');
  return page;
}

async function receiveOffer(stage: Stage): Promise<Page> {
  const page = await waitForRide(stage);
  const rider = await signUp(stage.server, 'rider', 'Ada Lovelace');
  await expectOk(rider.post('/v1/trips', { pickup, dropoff }));
  await page.getByRole('region', { name: 'Offer' }).waitFor();
  // A new offer takes no answer for a moment, so that a key meant for another page is harmless.
  await page.locator('button:not([aria-disabled="true"])', { hasText: 'Accept' }).waitFor();
  return page;
}

async function accept(stage: Stage): Promise<Page> {
  const page = await receiveOffer(stage);
  await page.getByRole('button', { name: /^Accept/ }).click();
  await page
    .locator('button:not([aria-disabled="true"])', { hasText: 'I’m at the pickup' })
    .waitFor();
  return page;
}

export const driverScenes: readonly PictureScene[] = [
  {
    name: 'driver-offline',
    shows: 'The driver’s page: off duty, with the car’s model, colour and plate',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: openDriver,
  },
  {
    name: 'driver-waiting',
    shows: 'The driver’s page: on duty, without a ride',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: waitForRide,
  },
  {
    name: 'driver-offer',
    shows: 'The driver’s page: an offer with its countdown, fare and route',
    shots: [{ width: 1280 }, { width: 360 }, { width: 360, dark: true }],
    arrange: receiveOffer,
  },
  {
    name: 'driver-to-pickup',
    shows: 'The driver’s page: on the way to the pickup',
    shots: [{ width: 1280 }, { width: 360 }],
    arrange: accept,
  },
];
