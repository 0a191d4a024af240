import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ShareLink } from '#contracts';
import { launchChromium } from '#testing';
import {
  dropoff,
  expectOk,
  goOnline,
  pickup,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { DriverTab } from './driver-tab.js';
import { newScene, openPage } from './page-scene.js';
import { alikeInForcedColours, faultsInEveryLanguage } from './page-states.js';

/** The narrowest screen that the pages are made for. */
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

let browser: Browser;
let server: TestServer;
let peek: SqlPeek;
let faults: string[] = [];
/** The states that were compared in forced colours already: one picture of each is enough. */
const compared = new Set<string>();

beforeAll(async () => {
  [browser, server] = await Promise.all([
    launchChromium(),
    startTestServer({ OFFER_SECONDS: '600' }),
  ]);
  peek = await SqlPeek.at(server);
});

afterEach(async () => {
  await peek.resetCity();
  faults = [];
});

afterAll(async () => {
  await Promise.all([browser.close(), peek.close()]);
  await server.drop();
});

const sees = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Collects what is wrong with the page in this state: accessibility, layout, forced colours. */
async function check(page: Page, state: string): Promise<void> {
  faults.push(...(await faultsInEveryLanguage(page, state)));
  const alike = await alikeInForcedColours(page, compared);
  faults.push(...alike.map((name) => `${state}, forced colours: ${name} looks the same`));
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await button(page, 'Start').click();
}

async function openRider(): Promise<Page> {
  const { page } = await openPage(browser, `${server.url}/rider`, { viewport: PHONE });
  await signIn(page, 'Ada');
  await sees(page, 'Where to?');
  return page;
}

async function planRide(page: Page): Promise<void> {
  await page.getByLabel('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`);
  await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
}

async function requestRide(page: Page): Promise<void> {
  await planRide(page);
  await button(page, 'Request ride').click();
  await sees(page, 'Looking for a driver near you.');
}

describe('every state of every page, in every language', () => {
  it('a rider who plans a ride, looks for a driver in vain, and cancels', async () => {
    const page = await openRider();
    await check(page, 'no plan yet');
    await page.getByLabel('Pickup').fill('6th ave');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await check(page, 'suggested places');
    await page.getByLabel('Pickup').fill('qqqqqqqqqq');
    await sees(page, /^No place found/);
    await check(page, 'no place found');
    await page.getByLabel('Pickup').fill('52.52, 13.405');
    await sees(page, 'The pickup is outside this city.');
    await check(page, 'outside the city');
    await planRide(page);
    await check(page, 'a quote');
    await button(page, 'Request ride').click();
    await sees(page, 'Looking for a driver near you.');
    await check(page, 'the search');
    await button(page, 'Sign out').click();
    await page.getByRole('dialog').waitFor();
    await check(page, 'the question before the sign-out');
    await button(page, 'Stay').click();
    await button(page, 'Cancel ride').click();
    await check(page, 'the question before a cancel');
    await button(page, 'Cancel, free').click();
    await sees(page, 'You cancelled this ride.');
    await check(page, 'cancelled');
    await button(page, 'Plan another ride').click();
    await sees(page, 'Your rides');
    await check(page, 'earlier rides and recent places');
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it('a rider and a driver on a ride from the offer to the ratings, and a viewer of it', async () => {
    const rider = await openRider();
    const tab = await DriverTab.open(browser, server, { device: pickup, viewport: PHONE });
    const driver = tab.page;
    await check(driver, 'offline');
    await tab.goOnline();
    await check(driver, 'waiting for a ride');
    await requestRide(rider);
    await driver.locator('button[aria-keyshortcuts="A"]').waitFor();
    await check(driver, 'an offer');
    await button(driver, 'Accept').click();
    await sees(rider, /is on the way to you/);
    await check(rider, 'driver assigned');
    await button(rider, 'Share this ride').click();
    const link = await rider.getByLabel('Whoever has this link').inputValue();
    await check(rider, 'a share link');
    const viewer = await openPage(browser, link, { viewport: PHONE });
    await sees(viewer.page, /is on the way to the pickup/);
    await check(viewer.page, 'a shared ride');
    await viewer.context.close();
    await tab.moveDevice(dropoff);
    await button(driver, 'Navigate').waitFor();
    await check(driver, 'far from the pickup');
    await button(driver, 'I’m at the pickup').click();
    await driver.getByRole('dialog').waitFor();
    await check(driver, 'the question why the car is elsewhere');
    await button(driver, 'I’m there anyway').click();
    await sees(rider, /is here\. Say your PIN to start\./);
    await check(rider, 'driver at the pickup');
    const pin = driver.getByLabel('PIN of the rider');
    await pin.fill('0000');
    await pin.press('Enter');
    await driver.locator('.problem').waitFor();
    await check(driver, 'a wrong PIN');
    await pin.fill((await rider.locator('.digits').textContent()) ?? '');
    await pin.press('Enter');
    await sees(rider, /^You are on the way to your drop-off/);
    await check(rider, 'in progress');
    await driver.locator('button[aria-keyshortcuts="Enter"]').waitFor();
    await check(driver, 'at the drop-off');
    await button(driver, 'Hold to complete the ride').click();
    await driver.getByRole('dialog').waitFor();
    await check(driver, 'the question before the end');
    await driver.getByRole('dialog').getByRole('button', { name: 'Complete the ride' }).click();
    await sees(rider, 'Total');
    await check(driver, 'the rating of the rider');
    await rider.getByLabel('4 stars').check();
    await check(rider, 'the receipt and four stars');
    await button(rider, 'Send rating').click();
    await sees(rider, 'You gave 4 of 5 stars.');
    await check(rider, 'rated');
    await rider.getByRole('link', { name: 'Details of this ride' }).click();
    await sees(rider, 'What happened');
    await sees(rider, 'Total');
    await check(rider, 'the page of the ride');
    await rider.context().close();
    await tab.close();
    expect(faults).toEqual([]);
  });

  it('the viewers of links that show no ride, and a rider without a server', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const { token } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    const { context, page } = await openPage(browser, `${server.url}/s/${'a'.repeat(22)}`, {
      viewport: PHONE,
    });
    await sees(page, 'No ride has this link.');
    await check(page, 'an unknown link');
    await page.goto(`${server.url}/rides/${trip.id}`);
    await signIn(page, 'Eve');
    await page.getByRole('heading', { name: 'There is no such ride' }).waitFor();
    await check(page, 'the page of another rider’s ride');
    await expectOk(rider.delete(`/v1/trips/${trip.id}/share`));
    await page.goto(`${server.url}/s/${token}`);
    await sees(page, 'This link was taken back.');
    await check(page, 'a link that was taken back');
    await page.goto(`${server.url}/side-by-side`);
    await page.frameLocator('iframe[title="The rider"]').locator('h1').waitFor();
    await check(page, 'rider and driver side by side');
    await page.goto(server.url);
    await check(page, 'the start page');
    await context.close();
    expect(faults).toEqual([]);
  });

  it('an operator on each tab and in each dialog of the city page', async () => {
    const { context, page } = await newScene(browser, { viewport: DESK });
    const { trip } = await rideTo(server, 'in_progress');
    const stuck = await requestTrip(await signUp(server, 'rider'));
    await peek.rows(
      `UPDATE trip SET matching_since = matching_since - interval '5 minutes' WHERE id = $1`,
      [stuck.id],
    );
    await goOnline(await signUp(server, 'driver'));
    await page.goto(`${server.url}/city`);
    await signIn(page, 'Olga');
    await page.locator(`[data-trip="${trip.id}"]`).waitFor();
    await page.locator('[data-alert="stuck"]').waitFor();
    await check(page, 'now');
    await page.locator(`[data-trip="${trip.id}"]`).getByRole('button', { name: /^Act/ }).click();
    await page.getByLabel('Reason').waitFor();
    await check(page, 'an operator’s command');
    await button(page, 'Leave it').click();
    await page.getByRole('tab', { name: 'Streams' }).click();
    await page.locator('tr[data-stream]').first().waitFor();
    await check(page, 'streams');
    await button(page, /^Close/)
      .first()
      .click();
    await check(page, 'the question before a stream is closed');
    await button(page, 'Keep it').click();
    await page.getByRole('tab', { name: 'Frames' }).click();
    await button(page, 'Open stream').click();
    await page.locator('.frame', { hasText: 'event: city.state' }).first().waitFor();
    await button(page, 'Stop').click();
    await check(page, 'frames');
    await page.getByRole('tab', { name: 'Replay' }).click();
    await page.getByLabel('Trip', { exact: true }).fill(trip.id);
    await button(page, 'Load history').click();
    await page.locator('.steps').waitFor();
    await check(page, 'a replay');
    await page.setViewportSize(PHONE);
    for (const tab of ['Now', 'Streams', 'Frames', 'Replay']) {
      await page.getByRole('tab', { name: tab }).click();
      await check(page, `${tab} on a phone`);
    }
    await context.close();
    expect(faults).toEqual([]);
  });

  it('finds a state that is only a colour, and one that is more', async () => {
    const { context, page } = await newScene(browser);
    await page.setContent(`<style>
      .switch[aria-checked='true'] { background: green }
      .place[data-next='true'] { border: 1px solid green }
    </style><span class="switch">On</span><span class="place">Here</span>`);
    expect(await alikeInForcedColours(page)).toEqual(['.switch[aria-checked]']);
    await context.close();
  });
});
