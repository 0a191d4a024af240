import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectOk, requestTrip, rideTo } from '#api-harness';
import { KeyUser } from './key-user.js';
import { DESK } from './page-states.js';
import { button, riderOfPage, sees, StateSweep } from './state-sweep.js';

let sweep: StateSweep;

beforeAll(async () => {
  sweep = await StateSweep.start();
});

afterEach(() => sweep.reset());

afterAll(() => sweep.stop());

async function open(query: string, name = 'Olga'): Promise<Page> {
  const page = await sweep.open(`/bytes${query}`, { viewport: DESK });
  await sweep.signIn(page, name);
  await page.getByRole('heading', { name: 'Watch the bytes' }).waitFor();
  return page;
}

const frame = (page: Page, text: string) =>
  page.getByRole('region', { name: 'Frames, newest first' }).getByText(text).first();

const piece = (page: Page, text: string) =>
  page.getByRole('region', { name: 'Pieces of bytes, newest first' }).getByText(text).first();

const figure = (page: Page, name: string) =>
  page.locator(`[data-figure="bytes.${name}"]`).textContent();

const cursorOf = (page: Page, pattern: RegExp) =>
  page.locator('[data-figure="bytes.cursor"]').getByText(pattern).waitFor();

describe('the page /bytes', () => {
  it('shows the bytes of the city’s event stream beside its frames, in every language', async () => {
    const page = await open('');
    await sees(page, 'No stream is open.');
    await sweep.check(page, 'bytes, before a stream is open');
    await button(page, 'Open').click();
    await piece(page, 'event: stream.opened\\n').waitFor();
    await frame(page, 'event: city.state').waitFor();
    await sees(page, 'The stream is open.');
    expect(Number(await figure(page, 'pieces'))).toBeGreaterThan(0);
    expect(await figure(page, 'protocol')).toBe('http/1.1');
    await button(page, 'Stop').click();
    await sees(page, 'The stream has ended.');
    await sweep.check(page, 'bytes of an event stream');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('opens the view of a link for another visitor, who signs in without any credentials of it', async () => {
    const { trip } = await rideTo(sweep.server, 'driver_assigned');
    const first = await open(`?stream=trip&way=stream&trip=${trip.id}`);
    await frame(first, 'event: stream.snapshot').waitFor();
    const link = await first.getByLabel('Link to this view').inputValue();
    expect(new URL(link).search).toBe(`?stream=trip&way=stream&trip=${trip.id}`);
    const second = await sweep.open(link, { viewport: DESK });
    await sweep.signIn(second, 'Otto');
    await frame(second, 'event: stream.snapshot').waitFor();
    await frame(second, `id: ${(await figure(first, 'cursor')) ?? ''}`).waitFor();
  });

  it('reads the same events by long polling, by polling and over a WebSocket', async () => {
    for (const way of ['long-poll', 'poll', 'socket']) {
      const page = await open(`?stream=rider&way=${way}`, 'Ada');
      await frame(page, 'event: stream.snapshot').waitFor();
      const rider = await riderOfPage(page, sweep.server);
      const trip = await requestTrip(rider);
      // Without an event the cursor means fresh, so a poll may get the first one in a snapshot.
      await cursorOf(page, /-1$/);
      await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
      await frame(page, 'event: trip.cancelled').waitFor();
      await piece(page, 'trip.cancelled').waitFor();
      await cursorOf(page, /-2$/);
      if (way === 'long-poll') await sweep.check(page, 'bytes of a long poll');
    }
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('goes on from the cursor after a WebSocket was stopped, without the snapshot', async () => {
    const page = await open('?stream=rider&way=socket', 'Ada');
    await frame(page, 'event: stream.snapshot').waitFor();
    const rider = await riderOfPage(page, sweep.server);
    const trip = await requestTrip(rider);
    await frame(page, 'event: trip.requested').waitFor();
    await button(page, 'Stop').click();
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
    await button(page, 'Go on from the cursor').click();
    await frame(page, 'event: trip.cancelled').waitFor();
    expect(await frame(page, 'event: stream.snapshot').count()).toBe(0);
    await sweep.check(page, 'bytes of a WebSocket');
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('says why the server refuses a stream in each way, also for a WebSocket', async () => {
    for (const way of ['stream', 'poll', 'socket']) {
      const trip = '00000000-0000-4000-8000-000000000000';
      const page = await open(`?stream=trip&way=${way}&trip=${trip}`);
      await page.locator('.problem').waitFor();
      await sees(page, 'The stream has ended.');
      if (way === 'socket') await sweep.check(page, 'a stream that is refused');
    }
    expect(sweep.takeFaults()).toEqual([]);
  });

  it('asks for a session of the role that the chosen stream needs', async () => {
    const page = await open('?stream=city&way=poll');
    await button(page, 'Stop').click();
    await page.getByRole('combobox', { name: 'Stream' }).selectOption('Yours as a driver');
    await sweep.signIn(page, 'Dana');
    await button(page, 'Open').click();
    await frame(page, 'event: stream.snapshot').waitFor();
    expect(new URL(page.url()).search).toBe('?stream=driver&way=poll');
  });

  it('works with the keyboard alone', async () => {
    const page = await open('');
    const user = new KeyUser(page);
    await user.use(button(page, 'Open'));
    await frame(page, 'event: stream.opened').waitFor();
    await user.use(button(page, 'Stop'));
    await sees(page, 'The stream has ended.');
  });
});
