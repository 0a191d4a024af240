import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Earnings, ShareLink, Trip } from '#contracts';
import { launchChromium } from '#testing';
import {
  acceptNextOffer,
  api,
  dropoff,
  expectOk,
  pickup,
  signUp,
  SqlPeek,
  startTestServer,
  type Person,
  type TestServer,
} from '#api-harness';
import { accessibilityFaults, newScene, openPage, type Scene } from './page-scene.js';

let browser: Browser;
let server: TestServer;
const scenes: Scene[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
});

afterEach(async () => {
  for (const { wrongs, context } of scenes.splice(0)) {
    expect(wrongs).toEqual([]);
    await context.close();
  }
});

afterAll(async () => {
  await browser.close();
  await server.drop();
});

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

async function open(path: string): Promise<Page> {
  const scene = await openPage(browser, `${server.url}${path}`);
  scenes.push(scene);
  return scene.page;
}

/** A rider on the page, and the same person as a client of the API. */
async function startRider(page: Page): Promise<Person> {
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Start' }).click();
  await sees(page, 'Where to?');
  const stored = await page.evaluate(() => {
    const { localStorage } = globalThis as unknown as {
      localStorage: { getItem(key: string): string | null };
    };
    return localStorage.getItem('tripstream.session.rider') ?? '{}';
  });
  const { token, user } = JSON.parse(stored) as { token: string; user: { id: string } };
  return { ...api(server, token), id: user.id, token } as Person;
}

describe('the page of a ride', () => {
  it('shows what happened and leads to the same ride again with both places', async () => {
    const page = await open('/rider');
    const rider = await startRider(page);
    const trip = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
    await page.goto(`${server.url}/rides/${trip.id}`);
    await sees(page, 'You cancelled this ride. You pay nothing.');
    await sees(page, 'You requested the ride.');
    await sees(page, 'You cancelled the ride.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Ride there again' }).click();
    await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
  });

  it('says in a sentence that another rider’s ride is not there', async () => {
    const stranger = await signUp(server, 'rider', 'Eve');
    const trip = await expectOk<Trip>(stranger.post('/v1/trips', { pickup, dropoff }));
    const page = await open('/rider');
    await startRider(page);
    await page.goto(`${server.url}/rides/${trip.id}`);
    await page.getByRole('heading', { name: 'There is no such ride' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    // The next driver gets the rides of this file's other riders only.
    await expectOk(stranger.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
  });
});

/** A ride of this rider that a driver has completed. */
async function completeRide(rider: Person): Promise<{ trip: Trip; driver: Person }> {
  const { id, pin } = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));
  const driver = await signUp(server, 'driver', 'Grace');
  await acceptNextOffer(driver);
  for (const [step, body] of [['arrive'], ['start', { pin }], ['complete']] as const)
    await expectOk(driver.post(`/v1/trips/${id}/${step}`, body));
  await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  return { trip: await expectOk<Trip>(rider.get(`/v1/trips/${id}`)), driver };
}

describe('the tip of a ride', () => {
  it('the tip is a share of the fare, is on the receipt at once and after a reload, and the driver has it', async () => {
    const page = await open('/rider');
    const rider = await startRider(page);
    const { trip, driver } = await completeRide(rider);
    const share = Math.round(trip.fare.amount * 0.15);
    const tip = `$${(share / 100).toFixed(2)}`;
    await page.goto(`${server.url}/rides/${trip.id}`);
    await page.getByRole('radio', { name: `15% ${tip}` }).check();
    expect(await accessibilityFaults(page)).toEqual([]);
    // The second click of a double click finds the button disabled or gone.
    await page.getByRole('button', { name: `Give a tip of ${tip}` }).dblclick();
    await page.getByRole('status').getByText(`You gave Grace a tip of ${tip}.`).waitFor();
    await page.getByLabel('What happened').getByText(`You gave Grace a tip of ${tip}.`).waitFor();
    const line = page.getByLabel('Receipt').getByText(tip);
    await line.waitFor();
    await page.reload();
    await sees(page, `You gave Grace a tip of ${tip}.`);
    await line.waitFor();
    expect(await page.getByRole('button', { name: /Give a tip/ }).count()).toBe(0);
    const { tips } = await expectOk<Earnings>(driver.get('/v1/drivers/me/earnings'));
    expect(tips.amount).toBe(share);
  });

  it('the tip may be another amount, within limits that the form names, and is given once', async () => {
    const page = await open('/rider');
    const rider = await startRider(page);
    const { trip } = await completeRide(rider);
    await page.goto(`${server.url}/rides/${trip.id}`);
    await page.getByRole('radio', { name: 'Other' }).check();
    const amount = page.getByLabel('Amount in USD');
    const give = page.getByRole('button', { name: /Give a tip/ });
    await amount.fill('1,000.00');
    await give.click();
    await sees(page, 'Type an amount without separators for thousands.');
    await amount.fill('999');
    await give.click();
    await sees(page, /A tip is at most \$[\d.]+, which is twice the fare\./);
    expect(await accessibilityFaults(page)).toEqual([]);
    // Another tab of the same rider is faster: its tip stays, and this page shows it.
    await expectOk(rider.post(`/v1/trips/${trip.id}/tip`, { amount: 250 }));
    await amount.fill('3');
    await page.getByRole('button', { name: 'Give a tip of $3.00' }).click();
    await sees(page, 'You gave Grace a tip of $2.50.');
  });
});

describe('the page of a share link', () => {
  it('shows a short address and a preview without the rider’s name, and gives no referrer', async () => {
    const rider = await signUp(server, 'rider', 'Private');
    const trip = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));
    const { pageUrl, token } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    expect(pageUrl).toBe(`${server.url}/s/${token}`);
    const answer = await fetch(`${server.url}/s/${token}`);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('x-robots-tag')).toContain('noindex');
    const html = await answer.text();
    expect(html).toContain('<meta property="og:title" content="Looking for a driver" />');
    expect(html).not.toContain('Private');
    const page = await open(`/s/${token}`);
    await sees(page, 'A driver is being looked for.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await expectOk(rider.delete(`/v1/trips/${trip.id}/share`));
    await sees(page, 'This link was taken back. Ask for a new one.');
  });

  it('says that a link has expired', async () => {
    const rider = await signUp(server, 'rider', 'Private');
    const trip = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));
    const { token } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    const peek = await SqlPeek.at(server);
    await peek.rows(
      `UPDATE trip_share SET created_at = now() - interval '2 hours',
        expires_at = now() - interval '1 hour' WHERE trip_id = $1`,
      [trip.id],
    );
    await peek.close();
    const page = await open(`/s/${token}`);
    await sees(page, 'This link has expired. Ask for a new one.');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('keeps asking while the database is away, and shows the ride when it is back', async () => {
    const rider = await signUp(server, 'rider', 'Private');
    const trip = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));
    const { token } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    const scene = await newScene(browser);
    scenes.push(scene);
    const { page } = scene;
    const problem = { status: 503, code: 'DATABASE_UNAVAILABLE', title: 'Away', retryable: true };
    await page.route('**/v1/shares/**', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }),
    );
    await page.goto(`${server.url}/s/${token}`);
    await sees(page, 'We can’t reach the server yet. We keep trying.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.unroute('**/v1/shares/**');
    await sees(page, 'A driver is being looked for.');
  });

  it('tells a revoked link, an unknown link and an ended ride apart', async () => {
    const rider = await signUp(server, 'rider', 'Private');
    const trip = await expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));
    const { token } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
    await sees(await open(`/s/${token}`), 'This ride was cancelled.');
    await sees(await open(`/rider#trip=${trip.id}&share=${token}`), 'This ride was cancelled.');
    await expectOk(rider.delete(`/v1/trips/${trip.id}/share`));
    expect((await fetch(`${server.url}/s/${token}`)).status).toBe(410);
    await sees(await open(`/s/${token}`), 'This link was taken back.');
    await sees(await open(`/s/${'a'.repeat(22)}`), 'No ride has this link.');
  });
});
