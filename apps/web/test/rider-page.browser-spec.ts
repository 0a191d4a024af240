import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Trip } from '#contracts';
import { launchChromium, createTestDatabase, until, type TestDatabase } from '#testing';
import {
  dropoff,
  ensureBuilt,
  expectOk,
  goOnline,
  killApiProcesses,
  nextOffer,
  type Person,
  pickup,
  signUp,
  startApiProcess,
  type ApiProcess,
} from '#api-harness';
import { accessibilityFaults, openPage, type Scene } from './page-scene.js';

/** Names that contain HTML, and would run a script if a page inserted them as markup. */
const RIDER = 'Ada <img src=x onerror="document.title=1">';
const DRIVER = 'Grace <script>document.title=2</script>';

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;
let scene: Scene;

/** On duty: the next test's ride is not for them. */
const drivers: Person[] = [];

beforeAll(async () => {
  ensureBuilt();
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await start();
});

afterEach(async () => {
  expect(scene.wrongs).toEqual([]);
  await scene.context.close();
  for (const driver of drivers.splice(0)) {
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  }
});

afterAll(async () => {
  await Promise.all([browser.close(), killApiProcesses()]);
  await database.drop();
});

const start = (port = '0') => startApiProcess({ DATABASE_URL: database.url, PORT: port });

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** A new rider on their page. */
async function ride(): Promise<Page> {
  scene = await openPage(browser, `${server.url}/rider`);
  const { page } = scene;
  await page.getByLabel('Your name').fill(RIDER);
  await page.getByRole('button', { name: 'Start' }).click();
  await sees(page, 'Where to?');
  return page;
}

/** Asks for a ride without a mouse. */
async function request(page: Page): Promise<void> {
  await page.getByLabel('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`);
  await page.locator('button:enabled', { hasText: 'Request ride' }).press('Enter');
  await sees(page, 'Looking for a driver near you.');
}

interface Driving {
  driver: Person;
  trip: Trip;
}

/** A driver who takes the next ride. */
async function takeRide(): Promise<Driving> {
  const driver = await signUp(server, 'driver', DRIVER);
  drivers.push(driver);
  const stream = await driver.stream();
  const vehicle = { model: 'Toyota <b>Prius</b>', colour: 'blue', plate: 'T-100 42' };
  await goOnline(driver);
  await expectOk(driver.put('/v1/drivers/me/availability', { status: 'online', vehicle }));
  const offer = await nextOffer(stream);
  const trip = await expectOk<Trip>(driver.post(`/v1/offers/${offer.id}/accept`));
  await stream.close();
  return { driver, trip };
}

const step = ({ driver, trip }: Driving, command: string, body?: unknown) =>
  expectOk(driver.post(`/v1/trips/${trip.id}/${command}`, body));

describe('the rider page', () => {
  it('takes a ride from request to receipt, each step as it commits, and is clean for axe', async () => {
    const page = await ride();
    expect(await accessibilityFaults(page)).toEqual([]);
    await request(page);
    const driving = await takeRide();
    await sees(page, `${DRIVER} is on the way to you`);
    await sees(page, 'T-100 42');
    await step(driving, 'arrive');
    await sees(page, `${DRIVER} is here. Say your PIN to start.`);
    expect(await accessibilityFaults(page)).toEqual([]);
    const pin = await page.locator('.digits').textContent();
    await step(driving, 'start', { pin });
    await sees(page, /^You are on the way to your drop-off/);
    await step(driving, 'complete');
    await sees(page, /^You have arrived\. The ride came to \$/);
    await sees(page, 'Total');
    await page.getByLabel('4 stars').check();
    await page.getByRole('button', { name: 'Send rating' }).click();
    await sees(page, 'You gave 4 of 5 stars.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Plan another ride' }).click();
    await sees(page, 'Your rides');
    expect(await page.title()).toBe('Ride · Tripstream');
  });

  it('the page shows the ride after a reload and in a new tab, PIN included, and an end it has missed', async () => {
    const page = await ride();
    await request(page);
    const driving = await takeRide();
    await sees(page, 'Your PIN');
    const pin = await page.locator('.digits').textContent();
    await page.reload();
    await sees(page, `${DRIVER} is on the way to you`);
    await page.close();
    await step(driving, 'arrive');
    const tab = await scene.context.newPage();
    await tab.goto(`${server.url}/rider`);
    await sees(tab, `${DRIVER} is here.`);
    expect(await tab.locator('.digits').textContent()).toBe(pin);
    await tab.close();
    await step(driving, 'start', { pin });
    await step(driving, 'complete');
    const later = await scene.context.newPage();
    await later.goto(`${server.url}/rider`);
    await sees(later, /^You have arrived/);
  });

  // The SDK calls a stream stale after seven seconds of silence, and then backs off.
  it('says how old it is while the server is away, and goes on when it is back', async () => {
    const page = await ride();
    await request(page);
    const driving = await takeRide();
    await sees(page, `${DRIVER} is on the way to you`);
    const { port } = new URL(server.url);
    await server.kill();
    await sees(page, /^Last update \d+ s ago, reconnecting$/);
    await sees(page, `When we last heard: ${DRIVER} is on the way to you`);
    server = await start(port);
    // The driver of this test reports no further position, so a live page says that instead.
    await sees(page, /^Live$|^No contact with the driver$/);
    await step(driving, 'arrive', { position: pickup });
    await sees(page, `${DRIVER} is here.`);
  });

  it('shows what a cancel costs before it is pressed', async () => {
    const page = await ride();
    await request(page);
    await takeRide();
    await sees(page, /^Free for \d:\d\d more, then \$5\.00\.$/);
    await page.getByRole('button', { name: 'Cancel ride' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel, free' }).click();
    await sees(page, 'You cancelled this ride. You pay nothing.');
  });

  it('shows a shared ride to a viewer without a session', async () => {
    const page = await ride();
    await request(page);
    await takeRide();
    await page.getByRole('button', { name: 'Share this ride' }).click();
    const link = await page.getByLabel('Whoever has this link').inputValue();
    const viewer = await openPage(browser, link);
    await sees(viewer.page, `${DRIVER} is on the way to the pickup`);
    expect(await accessibilityFaults(viewer.page)).toEqual([]);
    expect(viewer.wrongs).toEqual([]);
    await viewer.context.close();
  });

  it('asks for a name again when the token isn’t good any more, once', async () => {
    const page = await ride();
    const asked: string[] = [];
    page.on('request', (sent) => asked.push(sent.url()));
    await page.evaluate(() => {
      const { localStorage } = globalThis as unknown as { localStorage: Kept };
      const key = 'tripstream.session.rider';
      const session = JSON.parse(localStorage.getItem(key) ?? '{}') as object;
      localStorage.setItem(key, JSON.stringify({ ...session, token: 'of yesterday' }));
    });
    await page.reload();
    await sees(page, 'Your session has ended. Start a new one.');
    const streams = () => asked.filter((url) => url.endsWith('/stream')).length;
    await until('the requests under way are over', () => streams() > 0);
    expect(streams()).toBeLessThanOrEqual(2);
  });
});

interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

describe('on a phone of 360 pixels', () => {
  it('no element is wider than the screen, and the button is in view once both places are set', async () => {
    scene = await openPage(browser, `${server.url}/rider`, {
      viewport: { width: 360, height: 740 },
    });
    const { page } = scene;
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Start' }).click();
    const centre = page.getByRole('button', { name: /^Map centre/ });
    const map = page.locator('.leaflet-container');
    const enabled = page.locator('button:enabled', { hasText: 'Request ride' });
    await map.focus();
    // Before the map is there, its centre is no place, and the button has no effect.
    await centre.first().click();
    await page.locator('.scale-bar').waitFor();
    await centre.first().click();
    // The map moves after the key, so the first centres may still be too close to the pickup.
    await until('the ride can be requested', async () => {
      await map.press('ArrowUp');
      await centre.last().click();
      return enabled.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    const box = await page.getByRole('button', { name: 'Request ride' }).boundingBox();
    expect((box?.y ?? 1000) + (box?.height ?? 0)).toBeLessThanOrEqual(740);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(360);
  });
});
