import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { StreamConnectionsView } from '#contracts';
import { launchChromium, createTestDatabase, until, type TestDatabase } from '#testing';
import {
  api,
  dropoff,
  ensureBuilt,
  expectOk,
  killApiProcesses,
  type Person,
  pickup,
  signUp,
  startApiProcess,
  type ApiProcess,
} from '#api-harness';
import { DriverTab } from './driver-tab.js';
import { openPage, type Scene } from './page-scene.js';

const RIDER = 'Ada';

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;
let scene: Scene;
let ops: Person;

const start = (port = '0') => startApiProcess({ DATABASE_URL: database.url, PORT: port });
const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

beforeAll(async () => {
  ensureBuilt();
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await start();
  ops = await signUp(server, 'ops');
});

beforeEach(async () => {
  scene = await openPage(browser, `${server.url}/rider`);
  await scene.page.getByLabel('Your name').fill(RIDER);
  await scene.page.getByRole('button', { name: 'Start' }).click();
  await sees(scene.page, 'Where to?');
});

afterEach(async () => {
  expect(scene.wrongs).toEqual([]);
  await scene.context.close();
});

afterAll(async () => {
  await Promise.all([browser.close(), killApiProcesses()]);
  await database.drop();
});

async function request(page: Page): Promise<void> {
  await page.getByLabel('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`);
  await page.locator('button:enabled', { hasText: 'Request ride' }).click();
}

/** The streams that riders have open, as the server counts them. */
async function riderStreams(): Promise<number> {
  const { connections } = await expectOk<StreamConnectionsView>(ops.get('/v1/ops/connections'));
  return connections.filter(({ user }) => user.role === 'rider').length;
}

const allSee = (pages: readonly Page[], text: string | RegExp) =>
  Promise.all(pages.map((page) => sees(page, text)));

describe('a rider page and a driver page side by side', () => {
  it('rider and driver take a ride together, and both catch up when the server was killed in the middle', async () => {
    const rider = scene.page;
    const driver = await DriverTab.open(browser, server);
    await driver.goOnline();
    await request(rider);
    await driver.page.getByRole('button', { name: /^Accept/ }).click();
    await sees(rider, /is on the way to you/);
    const { port } = new URL(server.url);
    await server.kill();
    server = await start(port);
    await allSee([rider, driver.page], 'Live');
    // Far from the pickup, the same button asks for a reason.
    await sees(driver.page, 'You are at the pickup.');
    await driver.page.getByRole('button', { name: /I’m at the pickup/ }).click();
    await sees(rider, /is here\. Say your PIN to start\./);
    const pin = await rider.locator('.digits').textContent();
    await driver.page.getByLabel('PIN of the rider').fill(pin ?? '');
    await driver.page.getByLabel('PIN of the rider').press('Enter');
    await sees(rider, /^You are on the way to your drop-off/);
    await driver.completeRide();
    await sees(rider, /^You have arrived/);
    await driver.page.getByText('Rate').first().waitFor();
    await expectOk(
      api(server, await driver.token()).put('/v1/drivers/me/availability', { status: 'offline' }),
    );
    await driver.close();
  });

  it('a page that was offline says so, and is live again once it is online', async () => {
    const { page, context } = scene;
    await sees(page, 'Live');
    await context.setOffline(true);
    // What is open stays open in an emulated outage: the server ends it, and no new connection opens.
    await server.kill();
    await sees(page, /Reconnecting|trying again|reconnecting/);
    const { port } = new URL(server.url);
    server = await start(port);
    await context.setOffline(false);
    await sees(page, 'Live');
  });
});

describe('eight tabs of one rider', () => {
  it('eight tabs have one connection, and another tab takes over when the first is frozen or closed', async () => {
    const { context, page } = scene;
    const tabs = [page];
    for (let i = 1; i < 8; i++) {
      const tab = await context.newPage();
      await tab.goto(`${server.url}/rider`);
      tabs.push(tab);
    }
    await allSee(tabs, 'Live');
    expect(await riderStreams()).toBe(1);
    await request(page);
    await allSee(tabs, 'Looking for a driver near you.');
    const devtools = await context.newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    const rest = tabs.slice(1);
    await rest[0]!.getByRole('button', { name: 'Cancel ride' }).click();
    await rest[0]!.getByRole('button', { name: 'Cancel, free' }).click();
    await allSee(rest, /You cancelled this ride/);
    await page.close();
    await until('one of the others has the connection', async () => (await riderStreams()) === 1);
  });
});
