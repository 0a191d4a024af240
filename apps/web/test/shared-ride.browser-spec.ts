import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Position, Trip } from '#contracts';
import { launchChromium } from '#testing';
import { expectOk, pickup, signUp, startTestServer, type TestServer } from '#api-harness';
import { DriverTab } from './driver-tab.js';
import { accessibilityFaults, newScene } from './page-scene.js';

/** Corners along one avenue. */
const second: Position = { lat: 40.7585, lng: -73.981 };
const third: Position = { lat: 40.7627, lng: -73.9776 };
const last: Position = { lat: 40.7667, lng: -73.9747 };

let browser: Browser;
let server: TestServer;
let tab: DriverTab;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startTestServer({ POOLING_SEATS: '2', OFFER_SECONDS: '60' });
});

beforeEach(async () => {
  tab = await DriverTab.open(browser, server);
  page = tab.page;
});

afterEach(async () => {
  await tab.goOffline();
  await tab.close();
});

afterAll(async () => {
  await browser.close();
  await server.drop();
});

async function share(name: string, from: Position, to: Position): Promise<Trip> {
  const rider = await signUp(server, 'rider', name);
  return expectOk<Trip>(rider.post('/v1/trips', { pickup: from, dropoff: to, shared: true }));
}

const stops = () => page.getByRole('region', { name: 'Stops in order' });

describe('the driver’s page with shared trips', () => {
  it('the page lists the stops in their order, and an offer shows where a trip joins', async () => {
    await tab.goOnline();
    await share('Ada', pickup, last);
    await tab.pressKey('A');
    await stops()
      .getByText(/Drop off .*Ada/)
      .waitFor();
    await share('Bob', second, third);
    await stops()
      .getByText(/Drop off .*Bob/)
      .waitFor();
    await page.getByText(/^Adds about \d+ min to your route$/).waitFor();
    await tab.pressKey('A');
    await page.getByRole('region', { name: 'Ride', exact: true }).waitFor();
    await stops()
      .getByText(/Drop off .*Bob/)
      .waitFor();
    const listed = await stops().getByRole('listitem').locator('strong').allTextContents();
    expect(listed.map((text) => text.replaceAll(/[\u2066-\u2069]/g, ''))).toEqual([
      'Pick up Ada',
      'Pick up Bob',
      'Drop off Bob',
      'Drop off Ada',
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(tab.troubles).toEqual([]);
  });
});

describe('the rider’s page with a shared trip', () => {
  it('the rider chooses the cheaper fare, and later reads that another one shares the car', async () => {
    const scene = await newScene(browser);
    const rider = scene.page;
    const ends = { from: `${pickup.lat},${pickup.lng}`, to: `${last.lat},${last.lng}` };
    await rider.goto(`${server.url}/rider#${new URLSearchParams(ends).toString()}`);
    await rider.getByLabel('Your name').fill('Ada');
    await rider.getByRole('button', { name: 'Start' }).click();
    await rider.getByRole('radio', { name: /Share the car/ }).click();
    await rider.getByText(/it may take up to 5 min longer/).waitFor();
    expect(await accessibilityFaults(rider)).toEqual([]);
    await tab.goOnline();
    await rider.getByRole('button', { name: 'Request ride' }).click();
    await tab.pressKey('A');
    await stops()
      .getByText(/Drop off .*Ada/)
      .waitFor();
    await share('Bob', second, third);
    await page.getByText(/^Adds about/).waitFor();
    await tab.pressKey('A');
    await rider.getByText('Another rider shares your car. Your stop is next.').waitFor();
    expect(await rider.getByText('Bob').count()).toBe(0);
    expect(scene.wrongs).toEqual([]);
    await scene.context.close();
  });
});
