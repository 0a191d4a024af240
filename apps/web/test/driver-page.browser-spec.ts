import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Offer, Trip } from '#contracts';
import { launchChromium, startFaultProxy, until } from '#testing';
import {
  expectOk,
  goOnline,
  nextOffer,
  pickup,
  requestTrip,
  signUp,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { accessibilityFaults } from './page-scene.js';
import { DriverTab, VEHICLE } from './driver-tab.js';

const TWO_HOURS = 2 * 3600 * 1000;
/** Long enough for a busy machine to show an offer, acknowledge it and press a button. */
const OFFER_SECONDS = 12;

let browser: Browser;
let server: TestServer;
let tab: DriverTab;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  server = await startTestServer({
    MATCHING_POLICY: 'broadcast',
    OFFER_SECONDS: `${OFFER_SECONDS}`,
    // The page has to acknowledge, or its offers are gone.
    OFFER_ACK_SECONDS: '5',
  });
});

beforeEach(async () => {
  tab = await DriverTab.open(browser, server, { clockAheadMs: TWO_HOURS });
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

const says = (text: string) => page.getByText(text, { exact: true }).waitFor();
const request = async (name = 'Ada') => {
  const rider = await signUp(server, 'rider', name);
  return { rider, trip: await requestTrip(rider) };
};
const cancel = async ({ rider, trip }: Awaited<ReturnType<typeof request>>) =>
  expectOk<Trip>(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
const offered = () => page.getByRole('region', { name: 'Offer' }).waitFor();

describe('the driver’s page, its clock two hours ahead', () => {
  it('drives a ride by keyboard, from going online to the rating', async () => {
    await tab.goOnline();
    expect(await accessibilityFaults(page)).toEqual([]);
    const { trip } = await request('<img src=x onerror=alert(1)> Ada');
    await offered();
    await page.getByText('<img src=x onerror=alert(1)> Ada').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await tab.pressKey('A');

    await page.getByText('I’m at the pickup').waitFor();
    await says('You are at the pickup.');
    await page.reload();
    await page.getByText('I’m at the pickup').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await tab.pressKey('Enter');

    const pin = page.getByLabel('PIN of the rider');
    await pin.fill(trip.pin === '0000' ? '0001' : '0000');
    await pin.press('Enter');
    await page.getByRole('alert').getByText('Ask the rider').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await pin.fill(trip.pin!);
    await pin.press('Enter');

    await page.getByText('Hold to complete the ride').waitFor();
    await says('You are at the drop-off.');
    await page.keyboard.down('Enter');
    await page.getByLabel('5 stars').check();
    await page.keyboard.up('Enter');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Rate' }).click();
    await says('Waiting for a ride.');
    expect(tab.locationsPerSecond()).toBeLessThan(1.1);
    expect(tab.troubles).toEqual([]);
  });

  it('counts an offer down within a quarter of a second of the truth', async () => {
    await tab.goOnline();
    await tab.watchTimer();
    const asked = await request();
    await offered();
    const { expiresAt } = await tab.snapshotOffer();
    await says('3 s');
    const shown = await tab.shownTimes();
    expect(shown.length).toBeGreaterThan(2);
    const deviations = shown
      .slice(1)
      .map(({ seconds, at }) => Math.abs(Date.parse(expiresAt) - at - seconds * 1000));
    // A busy machine paints some of the numbers late; a wrong clock would shift all of them.
    expect(Math.min(...deviations)).toBeLessThan(250);
    await cancel(asked);
  });

  it('distinguishes an expired offer from a withdrawn one and from one that another driver took', async () => {
    await tab.goOnline();
    const left = await request();
    await offered();
    await says('The offer expired before it was answered.');
    await cancel(left);

    const withdrawn = await request();
    await offered();
    await cancel(withdrawn);
    await says('The offer was withdrawn: the rider’s request has ended.');

    const rival = await signUp(server, 'driver');
    const stream = await rival.stream();
    await goOnline(rival, pickup);
    await request();
    const offer: Offer = await nextOffer(stream);
    await offered();
    await expectOk(rival.post(`/v1/offers/${offer.id}/accept`));
    await says('The ride was taken by another driver.');
    await stream.close();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(tab.troubles).toEqual([]);
  });

  it('says that it is stale without a connection, then lists what was missed', async () => {
    const proxy = await startFaultProxy(server.url);
    const url = new URL(proxy.url).origin;
    const far = await DriverTab.open(browser, { ...server, url });
    await far.goOnline();
    const asked = await request();
    await far.page.getByRole('timer').waitFor();
    proxy.cut();
    await far.page.getByText('When we last heard', { exact: false }).waitFor();
    await cancel(asked);
    // On a busy machine the offer may have ended before the cut; this event comes after it for certain.
    await far.goOffline(server);
    proxy.restore();
    await far.page.getByRole('heading', { name: 'While you were away' }).waitFor();
    // Either may have come first meanwhile.
    await far.page
      .getByText(/The offer (was withdrawn|expired)/)
      .first()
      .waitFor();
    await far.page.getByRole('timer').waitFor({ state: 'detached' });
    expect(await accessibilityFaults(far.page)).toEqual([]);
    await far.page.getByRole('button', { name: 'I have read it' }).click();
    expect(await far.page.getByText('While you were away').count()).toBe(0);
    await far.close();
    await proxy.close();
  });

  it('remembers the car', async () => {
    await tab.goOnline();
    await page.getByRole('switch').click();
    await says('You are offline.');
    await page.reload();
    await until('the car is back', async () => {
      return (await page.getByLabel('Car').inputValue()) === VEHICLE.model;
    });
  });
});
