import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Trip } from '#contracts';
import { launchChromium } from '#testing';
import {
  api,
  dropoff,
  expectOk,
  pickup,
  startTestServer,
  type Api,
  type TestServer,
} from '#api-harness';
import { DriverTab, VEHICLE } from './driver-tab.js';
import { KeyUser } from './key-user.js';
import { openPage } from './page-scene.js';

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([
    launchChromium(),
    startTestServer({ OFFER_SECONDS: '120' }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await server.drop();
});

const field = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

async function riderApi(page: Page): Promise<Api> {
  const stored = await page.evaluate<string>("localStorage.getItem('tripstream.session.rider')");
  return api(server, (JSON.parse(stored) as { token: string }).token);
}

/** The status of the rider's only trip. */
async function statusOf(rider: Api): Promise<string | undefined> {
  const { trips } = await expectOk<{ trips: Trip[] }>(rider.get('/v1/trips'));
  expect(trips).toHaveLength(1);
  return trips[0]?.status;
}

/** Searches a place and takes it with the arrow key. */
async function choosePlace(page: Page, name: string, text: string): Promise<void> {
  const keys = new KeyUser(page);
  await keys.fill(field(page, name), text);
  const option = page.getByRole('listbox').getByRole('option', { name: text });
  await option.first().waitFor();
  await keys.press('ArrowDown');
  await page.getByRole('option', { name: text, selected: true }).waitFor();
  await keys.press('Enter');
}

describe('a ride without a mouse', () => {
  it('rider and driver go from the start page to the receipt, and no key takes two steps', async () => {
    const { page, context, wrongs } = await openPage(browser, server.url);
    const rider = new KeyUser(page);
    await rider.use(page.getByRole('link', { name: 'Get a ride' }));
    await rider.fill(page.getByLabel('Your name'), 'Ada');
    await rider.press('Enter');
    await page.getByRole('heading', { name: 'Where to?' }).waitFor();
    await choosePlace(page, 'Pickup', '6th Ave & W 38th St');
    await choosePlace(page, 'Drop-off', '6th Ave & W 44th St');
    await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
    await rider.goTo(button(page, 'Request ride'));
    await rider.press('Enter', 'Enter');
    await rider.isAtHeading('Looking for a driver near you.');
    const client = await riderApi(page);
    expect(await statusOf(client)).toBe('matching');
    await page.getByRole('region', { name: 'Search for a driver' }).waitFor();

    const tab = await DriverTab.open(browser, server, { device: pickup });
    const driver = new KeyUser(tab.page);
    await driver.fill(tab.page.getByLabel('Car'), VEHICLE.model);
    await driver.fill(tab.page.getByLabel('Colour'), VEHICLE.colour);
    await driver.fill(tab.page.getByLabel('Plate'), VEHICLE.plate);
    await driver.goTo(tab.page.getByRole('switch'));
    await driver.press('Space');
    await tab.pressKey('A');
    await driver.press('A', 'Enter');
    await driver.isAtHeading('Pick up Ada.');
    await rider.isAtHeading(/is on the way to you/);
    expect(await statusOf(client)).toBe('driver_assigned');

    await tab.pressKey('Enter');
    await driver.press('Enter');
    await driver.isAtHeading('Ask Ada for the PIN.');
    await rider.isAtHeading(/is here\. Say your PIN to start\./);
    expect(await statusOf(client)).toBe('driver_arrived');

    await tab.page.locator('button[aria-keyshortcuts="Enter"]').waitFor();
    await tab.page.keyboard.type((await page.locator('.digits').textContent()) ?? '');
    await driver.press('Enter', 'Enter');
    await driver.isAtHeading('Drive Ada to the drop-off.');
    await rider.isAtHeading(/^You are on the way to your drop-off/);
    expect(await statusOf(client)).toBe('in_progress');

    await tab.moveDevice(dropoff);
    await button(tab.page, 'Hold to complete the ride').waitFor();
    await tab.page.locator('button[aria-keyshortcuts="Enter"]').waitFor();
    await tab.page.keyboard.down('Enter');
    await driver.isAtHeading(/^Ride completed\. It came to \$/);
    await tab.page.keyboard.up('Enter');
    await rider.isAtHeading(/^You have arrived\. The ride came to \$/);

    await rider.goTo(page.getByRole('radio', { name: '1 star' }));
    await rider.press('Space', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await rider.use(button(page, 'Send rating'));
    await page.getByText('You gave 4 of 5 stars.').waitFor();
    await rider.use(page.getByRole('link', { name: 'Details of this ride' }));
    await page.waitForURL(/\/rides\/[0-9a-f-]+$/);
    await page.getByText('Total').waitFor();
    await rider.goTo(button(page, 'Print or save as PDF'));
    await rider.use(page.getByRole('link', { name: 'Ride there again' }));
    await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
    expect(wrongs).toEqual([]);
    expect(tab.troubles).toEqual([]);
    await tab.goOffline();
    await tab.close();
    await context.close();
  });

  it('a search is cancelled, and the driver gives an assigned ride back, by keys', async () => {
    const { page, context } = await openPage(browser, `${server.url}/rider`);
    const rider = new KeyUser(page);
    await rider.fill(page.getByLabel('Your name'), 'Bea');
    await rider.press('Enter');
    await choosePlace(page, 'Pickup', '6th Ave & W 38th St');
    await choosePlace(page, 'Drop-off', '6th Ave & W 44th St');
    await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
    await rider.use(button(page, 'Request ride'));
    const tab = await DriverTab.open(browser, server, { device: pickup });
    const driver = new KeyUser(tab.page);
    await tab.goOnline();
    await tab.pressKey('A');
    await driver.isAtHeading('Pick up Bea.');
    await driver.use(button(tab.page, 'Give the ride back'));
    await driver.use(button(tab.page, 'Give back'));
    await rider.isAtHeading('Your driver had to give up the ride.');
    await rider.use(button(page, 'Cancel ride'));
    await rider.use(button(page, 'Cancel, free'));
    await rider.isAtHeading('You cancelled this ride. You pay nothing.');
    await tab.goOffline();
    await tab.close();
    await context.close();
  });
});
