import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dropoff, expectOk, pickup, requestTrip, signUp } from '#api-harness';
import { DriverTab } from './driver-tab.js';
import { PHONE } from './page-states.js';
import { button, requestRide, sees, StateSweep } from './state-sweep.js';

let sweep: StateSweep;

beforeAll(async () => {
  sweep = await StateSweep.start({
    // Less than the distance at which the page itself asks for a reason.
    GEOFENCE_METERS: '40',
  });
});

afterEach(() => sweep.reset());

afterAll(() => sweep.stop());

/** A driver's page that is on duty, at the pickup. */
const openDriver = (): Promise<DriverTab> =>
  DriverTab.open(sweep.browser, sweep.server, { device: pickup, viewport: PHONE });

const dialogButton = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name });

describe('every state of a ride on all of its pages, in every language', () => {
  it('a rider and a driver on a ride from the offer to the ratings, and a viewer of it', async () => {
    const rider = await sweep.openRider();
    const tab = await openDriver();
    const driver = tab.page;
    await sweep.check(driver, 'offline');
    await tab.goOnline();
    await sweep.check(driver, 'waiting for a ride');
    await requestRide(rider);
    await driver.locator('button[aria-keyshortcuts="A"]').waitFor();
    await sweep.check(driver, 'an offer');
    await button(driver, 'Accept').click();
    await sees(rider, /is on the way to you/);
    await sweep.check(rider, 'driver assigned');
    await button(rider, 'Share this ride').click();
    const link = await rider.getByLabel('Whoever has this link').inputValue();
    await sweep.check(rider, 'a share link');
    const viewer = await sweep.open(link);
    await sees(viewer, /is on the way to the pickup/);
    await sweep.check(viewer, 'a shared ride');
    await tab.moveDevice(dropoff);
    await button(driver, 'Navigate').waitFor();
    await sweep.check(driver, 'far from the pickup');
    await button(driver, 'I’m at the pickup').click();
    await driver.getByLabel('Why here?').selectOption('Another reason');
    await sweep.check(driver, 'the question why the car is elsewhere');
    await dialogButton(driver, 'Not yet').click();
    await button(driver, 'Give the ride back').click();
    await driver.getByLabel('Why do you give it back?').waitFor();
    await sweep.check(driver, 'the question before a ride is given back');
    await button(driver, 'Keep ride').click();
    await button(driver, 'I’m at the pickup').click();
    await dialogButton(driver, 'I’m there anyway').click();
    await sees(rider, /is here\. Say your PIN to start\./);
    await sweep.check(rider, 'driver at the pickup');
    await button(driver, 'Rider didn’t come').click();
    await sees(driver, /^Too early: wait for the rider until/);
    const pin = driver.getByLabel('PIN of the rider');
    await pin.fill('0000');
    await pin.press('Enter');
    await sees(driver, /PIN/);
    await driver.locator('.pin .problem').waitFor();
    await sweep.check(driver, 'a wrong PIN, and a rider who still has time to come');
    await pin.fill((await rider.locator('.digits').textContent()) ?? '');
    await pin.press('Enter');
    await sees(rider, /^You are on the way to your drop-off/);
    await sweep.check(rider, 'in progress');
    await driver.locator('button[aria-keyshortcuts="Enter"]').waitFor();
    await button(driver, 'Hold to complete the ride').click();
    await driver.getByRole('dialog').waitFor();
    await sweep.check(driver, 'the question before the end');
    await dialogButton(driver, 'Complete the ride').click();
    await sees(rider, 'Total');
    await sweep.check(driver, 'the rating of the rider');
    await rider.getByLabel('4 stars').check();
    await sweep.check(rider, 'the receipt and four stars');
    await button(rider, 'Send rating').click();
    await sees(rider, 'You gave 4 of 5 stars.');
    await sweep.check(rider, 'rated');
    await rider.getByRole('link', { name: 'Details of this ride' }).click();
    await sees(rider, 'What happened');
    await sees(rider, 'Total');
    await sweep.check(rider, 'the page of the ride');
    await sees(viewer, 'They have arrived.');
    await sweep.check(viewer, 'a shared ride that is over');
    await tab.close();
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('a driver whom the server finds too far away, and whose ride the rider then cancels', async () => {
    const tab = await openDriver();
    const driver = tab.page;
    await tab.goOnline();
    const rider = await signUp(sweep.server, 'rider', 'Ada');
    const trip = await requestTrip(rider);
    await button(driver, 'Accept').click();
    // Near enough for the page, and too far for the server.
    const beside = { lat: pickup.lat + 0.00054, lng: pickup.lng };
    const reported = driver.waitForRequest(
      (request) => request.postData()?.includes(`${beside.lat}`) === true,
    );
    await tab.moveDevice(beside);
    await reported;
    await button(driver, 'I’m at the pickup').click();
    await driver.getByRole('dialog').waitFor();
    await sweep.check(driver, 'too far from the pickup for the server');
    await dialogButton(driver, 'Not yet').click();
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
    await sees(driver, 'Ada cancelled the ride.');
    await sweep.check(driver, 'a ride that the rider cancelled');
    await tab.close();
    expect(sweep.takeFaults()).toEqual([]);
  });
});
