import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ShareLink, TripPage } from '#contracts';
import { acceptNextOffer, expectOk, requestTrip, rideTo, signUp } from '#api-harness';
import { LANGUAGES } from '../src/language/languages.js';
import { untilKept } from './kept-shell.js';
import { newScene } from './page-scene.js';
import { alikeInForcedColours, DESK, faultsOfPage } from './page-states.js';
import { button, planRide, requestRide, riderOfPage, sees, StateSweep } from './state-sweep.js';

let sweep: StateSweep;

beforeAll(async () => {
  // No page speaks for the drivers of these tests, so they are silent soon. None is lost.
  sweep = await StateSweep.start({ DRIVER_SILENCE_SECONDS: '5', DRIVER_LOST_SECONDS: '3600' });
});

afterEach(() => sweep.reset());

afterAll(() => sweep.stop());

describe('every state of the pages of riders and viewers, in every language', () => {
  it('a rider who plans a ride, looks for a driver, and cancels', async () => {
    const page = await sweep.open('/rider');
    await sweep.check(page, 'the question for the name');
    await sweep.signIn(page, 'Ada');
    await sees(page, 'Where to?');
    await sweep.check(page, 'no plan yet');
    await page.getByLabel('Pickup').fill('6th ave');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await sweep.check(page, 'suggested places');
    await page.getByLabel('Pickup').fill('qqqqqqqqqq');
    await sees(page, /^No place found/);
    await sweep.check(page, 'no place found');
    await page.getByLabel('Pickup').fill('52.52, 13.405');
    await sees(page, 'The pickup is outside this city.');
    await sweep.check(page, 'outside the city');
    await planRide(page);
    await sweep.check(page, 'a quote');
    await button(page, 'Request ride').click();
    await sees(page, 'Looking for a driver near you.');
    await sweep.check(page, 'the search');
    await button(page, 'Sign out').click();
    await page.getByRole('dialog').waitFor();
    await sweep.check(page, 'the question before the sign-out');
    await button(page, 'Stay').click();
    await button(page, 'Cancel ride').click();
    await sweep.check(page, 'the question before a cancel');
    await button(page, 'Cancel, free').click();
    await sees(page, 'You cancelled this ride.');
    await sweep.check(page, 'cancelled');
    await button(page, 'Plan another ride').click();
    await sees(page, 'Your rides');
    await sweep.check(page, 'earlier rides and recent places');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('a rider whose search ends without a driver, also on the page of that ride', async () => {
    const page = await sweep.openRider();
    await requestRide(page);
    await sweep.peek.rows(
      `UPDATE trip SET matching_deadline = clock_timestamp() WHERE status = 'matching'`,
    );
    await sees(page, 'No driver was free.');
    await sweep.check(page, 'no driver found');
    await page.getByRole('link', { name: 'Details of this ride' }).click();
    await sees(page, 'The search ended without a driver.');
    await sweep.check(page, 'the page of a ride without a driver');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('a rider whose page opens without a connection', async () => {
    const page = await sweep.openRider();
    await requestRide(page);
    // Each language is chosen once, so that the browser keeps its messages.
    await sweep.check(page, 'the search before the connection breaks');
    for (const language of Object.keys(LANGUAGES)) await untilKept(page, `words-${language}`);
    await page.context().setOffline(true);
    await page.reload();
    await sees(page, /^When we last heard: Looking for a driver/);
    await sweep.check(page, 'the offline page');
    await button(page, 'Cancel ride').click();
    await button(page, 'Cancel, free').click();
    await sees(page, 'The server can’t be reached. Check your connection and try again.');
    await sweep.check(page, 'a command without a connection');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('a rider and a viewer who have lost contact with the driver, before and during the ride', async () => {
    const page = await sweep.openRider();
    const rider = await riderOfPage(page, sweep.server);
    const trip = await requestTrip(rider);
    const driver = await signUp(sweep.server, 'driver', 'Grace');
    await acceptNextOffer(driver);
    const { pageUrl } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    await sees(page, /^We can’t reach .+ at the moment\./);
    await sweep.check(page, 'no contact with the driver who is to come');
    const viewer = await sweep.open(pageUrl ?? '');
    await sees(viewer, 'No contact with the driver');
    await sweep.check(viewer, 'a shared ride without contact with the driver');
    await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
    await expectOk(driver.post(`/v1/trips/${trip.id}/start`, { pin: trip.pin }));
    await sees(page, /^We have lost contact with .+’s phone\./);
    await sweep.check(page, 'no contact with the driver of the ride');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('the viewers of links that show no ride', async () => {
    const { rider, trip } = await rideTo(sweep.server, 'matching');
    const share = () => expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    const page = await sweep.open(`/s/${'a'.repeat(22)}`);
    await sees(page, 'No ride has this link.');
    await sweep.check(page, 'an unknown link');
    const expired = await share();
    await sweep.peek.rows(
      `UPDATE trip_share SET created_at = now() - interval '2 hours',
        expires_at = now() - interval '1 hour' WHERE trip_id = $1`,
      [trip.id],
    );
    await page.goto(expired.pageUrl ?? '');
    await sees(page, 'This link has expired.');
    await sweep.check(page, 'an expired link');
    const revoked = await share();
    await expectOk(rider.delete(`/v1/trips/${trip.id}/share`));
    await page.goto(revoked.pageUrl ?? '');
    await sees(page, 'This link was taken back.');
    await sweep.check(page, 'a link that was taken back');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('the page of another rider’s ride, the start page, and rider and driver side by side', async () => {
    const stranger = await sweep.openRider();
    await requestRide(stranger);
    const { trips } = await expectOk<TripPage>(
      riderOfPage(stranger, sweep.server).then((rider) => rider.get('/v1/trips')),
    );
    const page = await sweep.open(`/rides/${trips[0]?.id ?? ''}`);
    await sweep.signIn(page, 'Eve');
    await page.getByRole('heading', { name: 'There is no such ride' }).waitFor();
    await sweep.check(page, 'the page of another rider’s ride');
    await page.goto(`${sweep.server.url}/side-by-side`);
    await page.frameLocator('iframe[title="The rider"]').locator('h1').waitFor();
    await sweep.check(page, 'rider and driver side by side');
    await page.goto(sweep.server.url);
    await sweep.check(page, 'the start page');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('the tour, the list of errors, and the page for a missing address in each language', async () => {
    const page = await sweep.open('/tour');
    await sweep.checkDocument(page, 'the tour');
    await page.goto(`${sweep.server.url}/errors`);
    await sweep.checkDocument(page, 'the list of errors');
    for (const [language, { direction }] of Object.entries(LANGUAGES)) {
      const missing = await sweep.open(`/nowhere/${'a-long-address/'.repeat(12)}`, {
        locale: language,
      });
      await missing.locator(`html[lang=${language}][dir=${direction}]`).waitFor();
      await sweep.checkDocument(missing, `the page for a missing address, ${language}`);
    }
    expect(sweep.takeFaults()).toEqual([]);
  });
});

describe('the check of a state', () => {
  it('finds a state that is only a colour, and one that is more', async () => {
    const { context, page } = await newScene(sweep.browser);
    await page.setContent(`<style>
      .switch[aria-checked='true'] { background: green }
      .place[data-next='true'] { border: 1px solid green }
    </style><span class="switch">On</span><span class="place">Here</span>`);
    expect(await alikeInForcedColours(page)).toEqual(['.switch[aria-checked]']);
    await context.close();
  });

  it('finds an element that leaves only a phone’s screen, and a picture without words', async () => {
    const { context, page } = await newScene(sweep.browser, { viewport: DESK });
    await page.setContent(`<!doctype html><html lang="en"><title>Faulty</title>
      <main><h1>Faulty</h1><p style="width: 500px">Wide</p><img src="data:," /></main>`);
    const faults = await faultsOfPage(page, 'faulty');
    expect(faults).toEqual([
      expect.stringMatching(/^faulty: image-alt: /),
      expect.stringMatching(/^faulty: leaves 360 pixels: <p /),
    ]);
    expect(page.viewportSize()).toEqual(DESK);
    await context.close();
  });
});
