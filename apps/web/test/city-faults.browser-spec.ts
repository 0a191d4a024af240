import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  createTestDatabase,
  launchChromium,
  startFaultProxy,
  until,
  type FaultProxy,
  type TestDatabase,
} from '#testing';
import {
  acceptNextOffer,
  expectOk,
  goOnline,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  tripOf,
  type Person,
  type TestServer,
} from '#api-harness';
import { accessibilityFaults, newScene, type Scene } from './page-scene.js';

const HOUR_MS = 3_600_000;
const because = { reason: 'Plans changed' };

let browser: Browser;
let database: TestDatabase;
/** Between the server and its database, and between the browser and the server. */
let toDatabase: FaultProxy;
let toServer: FaultProxy;
let server: TestServer;
let peek: SqlPeek;
let scene: Scene;
let page: Page;

beforeAll(async () => {
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  toDatabase = await startFaultProxy(database.url);
  server = await startTestServer({ DATABASE_URL: toDatabase.url });
  toServer = await startFaultProxy(server.url);
  peek = await SqlPeek.at({ databaseUrl: database.url });
});

beforeEach(async () => {
  scene = await newScene(browser, { viewport: { width: 1280, height: 800 } });
  page = scene.page;
});

afterEach(async () => {
  await scene.context.close();
  await peek.resetCity();
  expect(scene.wrongs).toEqual([]);
});

afterAll(async () => {
  await Promise.all([browser.close(), peek.close()]);
  await server.stop();
  await Promise.all([toServer.close(), toDatabase.close()]);
  await database.drop();
});

const button = (name: string | RegExp) => page.getByRole('button', { name });
const problem = () => page.getByRole('dialog').getByRole('alert');
const says = (text: string | RegExp) => page.getByRole('dialog').getByText(text).waitFor();

async function openCity(): Promise<void> {
  await page.goto(new URL('/city', toServer.url).href);
  await page.getByLabel('Your name').fill('Olga');
  await button('Start').click();
  await page.locator('.pulse[data-status="live"]').waitFor();
}

/** A rider who waits since five minutes, and the operator's dialog for that trip. */
async function openStuckTrip(): Promise<{ rider: Person; tripId: string }> {
  const rider = await signUp(server, 'rider');
  const { id } = await requestTrip(rider);
  await peek.rows(
    `UPDATE trip SET matching_since = matching_since - interval '5 minutes' WHERE id = $1`,
    [id],
  );
  await openCity();
  await page.locator(`[data-about="${id}"]`).getByRole('button', { name: /^Act/ }).click();
  await page.getByLabel('Reason').fill('No car near');
  return { rider, tripId: id };
}

const cancelTrip = () => button('Cancel trip, free').click();

const isCancelled = (rider: Person, tripId: string) =>
  until('the trip is cancelled', async () => (await tripOf(rider, tripId)).status === 'cancelled');

describe('a command of an operator when something goes wrong', () => {
  it('a trip that has ended meanwhile is shown as over, and takes no further command', async () => {
    const { rider, tripId } = await openStuckTrip();
    await expectOk(rider.post(`/v1/trips/${tripId}/cancel`, because));
    await cancelTrip();
    await says('This trip is over, so no command applies to it any more.');
    await says('Cancelled');
    expect(await button('Cancel trip, free').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await tripOf(rider, tripId)).cancellation).toMatchObject({ by: 'rider', ...because });
  });

  it('a trip that has changed meanwhile is shown as it is now, and takes the command at the second press', async () => {
    const { rider, tripId } = await openStuckTrip();
    await acceptNextOffer(await signUp(server, 'driver', 'Grace'));
    await cancelTrip();
    await says('Driver on the way');
    await problem()
      .getByText(/changed/)
      .waitFor();
    await cancelTrip();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await isCancelled(rider, tripId);
  });

  it('a driver who has gone off duty meanwhile is said to be gone, and is back in the dialog when back on duty', async () => {
    const { driver } = await rideTo(server, 'completed');
    await peek.rows(
      `UPDATE driver_presence SET seen_at = seen_at - interval '1 hour' WHERE driver_id = $1`,
      [driver.id],
    );
    await openCity();
    await page.locator(`[data-about="${driver.id}"]`).getByRole('button', { name: /^Act/ }).click();
    await page.getByLabel('Reason').fill('The shift is over');
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
    await says('This driver is not on duty any more, so there is nothing to do.');
    expect(await button('Take driver off duty').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await goOnline(driver);
    await says('This driver waits for an offer.');
    await button('Take driver off duty').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('an operator whose token has lost its right reads who may do it, and the command works with the right', async () => {
    const { rider, tripId } = await openStuckTrip();
    await page.route('**/v1/ops/trips/**', (route) =>
      route.continue({
        headers: { ...route.request().headers(), authorization: `Bearer ${rider.token}` },
      }),
    );
    await cancelTrip();
    await problem().getByText('This is for: ops. Sign in with such a role.').waitFor();
    expect((await tripOf(rider, tripId)).status).toBe('matching');
    await page.unroute('**/v1/ops/trips/**');
    await cancelTrip();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await isCancelled(rider, tripId);
  });

  it('a browser without a connection says so in the dialog until the connection is back', async () => {
    const { rider, tripId } = await openStuckTrip();
    toServer.cut();
    await cancelTrip();
    await problem()
      .getByText('The server can’t be reached. Check your connection and try again.')
      .waitFor();
    toServer.restore();
    await problem().waitFor({ state: 'detached' });
    await cancelTrip();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await isCancelled(rider, tripId);
  });

  it('a database that is away is named in an alert and in the dialog until it is back', async () => {
    const { rider, tripId } = await openStuckTrip();
    toDatabase.cut();
    await cancelTrip();
    await problem().waitFor();
    expect(await problem().textContent()).toMatch(/again|Retry/i);
    const alert = page.locator('[data-alert="no-state"]');
    await alert.waitFor();
    toDatabase.restore();
    await problem().waitFor({ state: 'detached' });
    await alert.waitFor({ state: 'detached' });
    await cancelTrip();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await isCancelled(rider, tripId);
  });
});

describe('the city page of an operator with a wrong clock', () => {
  it.each([3, -3])(
    'a clock that is %d hours off changes no age, and neither a command nor a reload ends the session',
    async (hours) => {
      await page.addInitScript(shiftClock, hours * HOUR_MS);
      const { rider, tripId } = await openStuckTrip();
      await page
        .getByText(/^Rider without a driver for 5:\d\d/)
        .first()
        .waitFor();
      expect(await page.locator('.pulse').textContent()).toBe('Live');
      await cancelTrip();
      await isCancelled(rider, tripId);
      await page.reload();
      await page.getByText(/^All is well/).waitFor();
    },
  );
});

describe('the city page of a city without a history', () => {
  it('every count of every moment is zero, and no alert is shown', async () => {
    await peek.rows('TRUNCATE trip CASCADE');
    await openCity();
    await page.getByText(/^All is well/).waitFor();
    const slider = page.getByRole('slider', { name: 'Moment shown' });
    for (const key of ['Home', 'End']) {
      await slider.press(key);
      const counts = await page.locator('[data-count]').allTextContents();
      expect(counts).toEqual(['0', '0', '0', '0', '0']);
    }
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

/** Runs in the page: Playwright sends it there as text, so it can't use the other names of this file. */
function shiftClock(byMs: number): void {
  const view = globalThis as unknown as { Date: DateConstructor };
  const True = view.Date;
  view.Date = class extends True {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [True.now() + byMs]) as [number]));
    }

    static override now(): number {
      return True.now() + byMs;
    }
  } as DateConstructor;
}
