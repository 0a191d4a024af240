import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, createTestDatabase, until, type TestDatabase } from '#testing';
import {
  dropoff,
  ensureBuilt,
  expectOk,
  goOnline,
  killApiProcesses,
  nextOffer,
  pickup,
  signUp,
  startApiProcess,
  type ApiProcess,
  type Person,
} from '#api-harness';
import type { Trip } from '#contracts';
import { recordNotifications, setHidden, shownIn } from './background-tab.js';
import { newScene, type Scene } from './page-scene.js';

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;
let scene: Scene;
let driver: Person;

beforeAll(async () => {
  ensureBuilt();
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await startApiProcess({ DATABASE_URL: database.url, PORT: '0' });
});

afterEach(async () => {
  expect(scene.wrongs).toEqual([]);
  await scene.context.close();
});

afterAll(async () => {
  await Promise.all([browser.close(), killApiProcesses()]);
  await database.drop();
});

/** A rider whose driver is on the way. */
async function rideWithDriver(): Promise<{ page: Page; trip: Trip }> {
  scene = await newScene(browser);
  const { page } = scene;
  await page.addInitScript(recordNotifications);
  await page.goto(`${server.url}/rider`);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByLabel('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`);
  await page.locator('button:enabled', { hasText: 'Request ride' }).click();
  driver = await signUp(server, 'driver', 'Grace');
  const stream = await driver.stream();
  await goOnline(driver);
  const offer = await nextOffer(stream);
  const trip = await expectOk<Trip>(driver.post(`/v1/offers/${offer.id}/accept`));
  await stream.close();
  await page
    .getByText(/Grace is on the way to you/)
    .first()
    .waitFor();
  return { page, trip };
}

describe('a rider whose tab is in the background', () => {
  it('notifies the rider once when the driver arrives, until the rider looks', async () => {
    const { page, trip } = await rideWithDriver();
    await page.getByRole('button', { name: 'Notify me when my driver is here' }).click();
    await page.getByText('We notify you when your driver is here').waitFor();
    await setHidden(page, true);
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
    await until('the page has notified', async () => (await shownIn(page)).length > 0);
    expect(await shownIn(page)).toEqual(['Grace is here']);
    expect(await page.title()).toBe('● Grace is here');
    await setHidden(page, false);
    await until('the notification is gone', async () => (await shownIn(page)).length > 1);
    expect(await page.title()).toBe('Ride · Tripstream');
    expect(await shownIn(page)).toEqual(['Grace is here', 'closed']);
  });
});
