import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Position } from '#contracts';
import { generateGrid } from '#geo';
import { launchChromium, until } from '#testing';
import { expectOk, pickup, signUp, startTestServer, type TestServer } from '#api-harness';
import { accessibilityFaults } from './page-scene.js';
import { DriverTab } from './driver-tab.js';

/** The northernmost junction of the built-in city, minutes away from the car of the page. */
const busy = findNorth();

let browser: Browser;
let server: TestServer;
let tab: DriverTab;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startTestServer({
    MATCHING_REPOSITION: 'on',
    // The engine looks at the idle drivers every 1.5 seconds.
    REPOSITION_TIME_SCALE: '20',
    REPOSITION_SECONDS: '60',
    OFFER_ACK_SECONDS: '5',
  });
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

/** Riders ask in the busy corner and cancel at once, so that the forecast expects more of them. */
async function expectRiders(): Promise<void> {
  for (let count = 0; count < 4; count++) {
    const rider = await signUp(server, 'rider');
    const ride = { pickup: busy, dropoff: pickup };
    const { id } = await expectOk<{ id: string }>(rider.post('/v1/trips', ride));
    await expectOk(rider.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
  }
}

const card = () => page.getByRole('region', { name: 'Where riders are expected' });

async function suggested(): Promise<void> {
  await expectRiders();
  await tab.goOnline();
  await card().waitFor();
}

describe('the suggestion on the driver’s page', () => {
  it('the card says where riders are expected, and goes away after the drive', async () => {
    await suggested();
    await card()
      .getByText(/^Riders are expected at .+: about \d+ requests? in/)
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await card().getByRole('button', { name: 'Drive there' }).click();
    await card()
      .getByText(/^On the way to /)
      .waitFor();
    // The end of the drive, or of the time for it, ends the suggestion.
    await until('the suggestion has ended', async () => (await card().count()) === 0);
    expect(tab.troubles).toEqual([]);
  });

  it('the card goes away when the driver stays', async () => {
    await suggested();
    await card().getByRole('button', { name: 'Not now' }).click();
    await card().waitFor({ state: 'detached' });
    expect(tab.troubles).toEqual([]);
  });
});

function findNorth(): Position {
  const network = generateGrid();
  const nodes = Array.from(network.routableNodes, (node) => network.position(node));
  return nodes.reduce((north, node) => (node.lat > north.lat ? node : north));
}
