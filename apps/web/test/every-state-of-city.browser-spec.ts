import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startFaultProxy, until } from '#testing';
import { goOnline, requestTrip, rideTo, signUp } from '#api-harness';
import { serveDemo } from './demo-city.js';
import { DESK } from './page-states.js';
import { button, sees, StateSweep } from './state-sweep.js';

let sweep: StateSweep;

beforeAll(async () => {
  sweep = await StateSweep.start({ DRIVER_SILENCE_SECONDS: '5', DRIVER_LOST_SECONDS: '3600' });
});

afterEach(() => sweep.reset());

afterAll(() => sweep.stop());

/** A city with a ride under way, a rider who waits too long, and a driver on duty who falls silent. */
async function arrangeCity() {
  const { trip } = await rideTo(sweep.server, 'in_progress');
  const waiting = await requestTrip(await signUp(sweep.server, 'rider'));
  await sweep.peek.rows(
    `UPDATE trip SET matching_since = matching_since - interval '5 minutes' WHERE id = $1`,
    [waiting.id],
  );
  await goOnline(await signUp(sweep.server, 'driver'));
  return { trip, waiting };
}

async function openCity(address = '/city'): Promise<Page> {
  const page = await sweep.open(address, { viewport: DESK });
  await sweep.signIn(page, 'Olga');
  return page;
}

const show = (page: Page, tab: string) => page.getByRole('tab', { name: tab }).click();

describe('every state of the city page, in every language', () => {
  it('an operator who sees alerts, acts on a trip and on a driver, and looks at an earlier moment', async () => {
    const { trip, waiting } = await arrangeCity();
    const page = await openCity();
    await page.locator(`[data-alert="stuck"][data-about="${waiting.id}"]`).waitFor();
    await page.locator(`[data-alert="lost"][data-about="${trip.id}"]`).waitFor();
    const silent = page.locator('[data-alert="silent"]');
    await silent.waitFor();
    await page.locator(`[data-trip="${trip.id}"]`).waitFor();
    await sweep.check(page, 'now, with alerts');
    await page.locator(`[data-trip="${trip.id}"]`).getByRole('button', { name: /^Act/ }).click();
    await page.getByLabel('Reason').fill('The phone of the driver broke');
    await sweep.check(page, 'an operator’s command about a trip');
    await button(page, 'Leave it').click();
    await silent.getByRole('button', { name: /^Act/ }).click();
    await page.getByRole('heading', { name: /^Driver / }).waitFor();
    await sweep.check(page, 'an operator’s command about a driver');
    await button(page, 'Leave it').click();
    for (const layer of ['Demand', 'Idle drivers']) await page.getByLabel(layer).check();
    await page.getByRole('slider', { name: 'Moment shown' }).press('Home');
    await sees(page, /^Demand at that time\./);
    await sweep.check(page, 'an earlier moment');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('an operator of a city without an alert, without a trip, and then without a connection', async () => {
    const network = await startFaultProxy(sweep.server.url);
    const page = await openCity(new URL('/city', network.url).href);
    await sees(page, /^All is well/);
    await sees(page, 'No driver is on a trip.');
    await sweep.check(page, 'now, in an empty city');
    network.cut();
    await page.locator('[data-alert="no-state"]').waitFor();
    await sees(page, /^The server can’t be reached\./);
    await sweep.check(page, 'now, without a connection');
    await network.close();
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('an operator on the other tabs, and in the dialog of a stream', async () => {
    const { trip } = await rideTo(sweep.server, 'in_progress');
    const page = await openCity();
    await show(page, 'Streams');
    await page.locator('tr[data-stream]').first().waitFor();
    await sweep.check(page, 'streams');
    await button(page, /^Close/)
      .first()
      .click();
    await sweep.check(page, 'the question before a stream is closed');
    await button(page, 'Keep it').click();
    await show(page, 'Frames');
    await button(page, 'Open stream').click();
    await page.locator('.frame', { hasText: 'event: city.state' }).first().waitFor();
    await button(page, 'Stop').click();
    await sweep.check(page, 'frames');
    await show(page, 'Replay');
    await page.getByLabel('Trip', { exact: true }).fill('00000000-0000-4000-8000-000000000000');
    await button(page, 'Load history').click();
    await page.locator('.problem').waitFor();
    await sweep.check(page, 'the replay of an unknown trip');
    await page.getByLabel('Trip', { exact: true }).fill(trip.id);
    await button(page, 'Load history').click();
    await page.locator('.steps').waitFor();
    await sweep.check(page, 'a replay');
    await show(page, 'Timeline');
    await page.getByLabel('Trip', { exact: true }).fill('00000000-0000-4000-8000-000000000000');
    await button(page, 'Load timeline').click();
    await page.locator('.problem').waitFor();
    await sweep.check(page, 'the timeline of an unknown trip');
    await page.getByLabel('Trip', { exact: true }).fill(trip.id);
    await button(page, 'Load timeline').click();
    await page.locator('.timeline').waitFor();
    await sweep.check(page, 'a timeline');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('an operator of a simulated city, and of one whose control is away', async () => {
    const page = await sweep.open('about:blank', { viewport: DESK });
    const asked = await serveDemo(page, sweep.server);
    await page.goto(`${sweep.server.url}/city`);
    await sweep.signIn(page, 'Olga');
    await show(page, 'Demo');
    await page.getByRole('heading', { name: 'Simulated city: Midtown' }).waitFor();
    await button(page, 'Cut Ada').waitFor();
    await sweep.check(page, 'the demo');
    await page.unroute('**/control/**');
    const before = asked.length;
    await page.locator('.problem').first().waitFor();
    await until('no further request was answered', () => asked.length === before);
    await sweep.check(page, 'a demo whose control is away');
    expect(sweep.takeFaults()).toEqual([]);
  });
});
