import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium, until } from '#testing';
import {
  goOnline,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { serveDemo } from './demo-city.js';
import { accessibilityFaults, newScene, type Scene } from './page-scene.js';

let browser: Browser;
let server: TestServer;
let peek: SqlPeek;
let scene: Scene;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  peek = await SqlPeek.at(server);
});

beforeEach(async () => {
  scene = await newScene(browser, { viewport: { width: 1280, height: 800 } });
  page = scene.page;
});

afterEach(async () => {
  await scene.context.close();
  await peek.resetCity();
  expect(scene.wrongs).toEqual([]);
});

afterAll(async () => {
  await Promise.all([browser.close(), peek.close()]);
  await server.drop();
});

/** Signs in on the page itself, as ops do. */
async function openCity(): Promise<void> {
  await page.goto(`${server.url}/city`);
  await page.getByLabel('Your name').fill('Olga');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('heading', { name: 'City', level: 1 }).waitFor();
  await page.locator('.pulse[data-status="live"]').waitFor();
}

const show = (tab: string) => page.getByRole('tab', { name: tab }).click();

const says = (place: Locator, text: string) =>
  until(`it says ${text}`, async () => (await place.textContent())?.includes(text) ?? false);

/** A rider who waits for a driver since five minutes. */
async function waitingRider() {
  const rider = await signUp(server, 'rider');
  const trip = await requestTrip(rider);
  await peek.rows(
    `UPDATE trip SET matching_since = matching_since - interval '5 minutes' WHERE id = $1`,
    [trip.id],
  );
  return { rider, trip };
}

/** The middle of the only car on the fleet's canvas, in pixels of the map. */
const carOnScreen = () =>
  page.evaluate(() => {
    const canvas = (globalThis as unknown as { document: CanvasHolder }).document.querySelector(
      '.leaflet-fleet-pane canvas',
    );
    const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const inked = Array.from({ length: data.length / 4 }, (_, index) => index).filter(
      (index) => (data[index * 4 + 3] ?? 0) > 200,
    );
    const mean = (of: (index: number) => number) =>
      inked.reduce((sum, index) => sum + of(index), 0) / inked.length;
    const map = canvas.closest('.leaflet-container').getBoundingClientRect();
    const box = canvas.getBoundingClientRect();
    return {
      x: mean((index) => index % width) + box.x - map.x,
      y: mean((index) => Math.floor(index / width)) + box.y - map.y,
    };
  });

interface Box {
  x: number;
  y: number;
}

interface CanvasHolder {
  querySelector: (selector: string) => {
    width: number;
    height: number;
    getContext: (kind: '2d') => {
      getImageData: (...box: number[]) => { data: Uint8ClampedArray; width: number };
    };
    closest: (selector: string) => { getBoundingClientRect: () => Box };
    getBoundingClientRect: () => Box;
  };
}

/** The elements of the panel whose content is wider than they are, or that leave the screen. */
const cutOff = () =>
  page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as {
      document: { querySelectorAll: (selector: string) => Iterable<Measured> };
      innerWidth: number;
    };
    return [...document.querySelectorAll('.panel :not(.unseen, .unseen *)')]
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .concat(
        [...document.querySelectorAll('.panel td, .panel th')].filter(
          (cell) => cell.getBoundingClientRect().right > innerWidth + 1,
        ),
      )
      .map(({ outerHTML }) => outerHTML.slice(0, 80));
  });

interface Measured {
  scrollWidth: number;
  clientWidth: number;
  outerHTML: string;
  getBoundingClientRect: () => { right: number };
}

describe('the city page', () => {
  it('shows a driver on duty and a trip under way, counted', async () => {
    const { trip } = await rideTo(server, 'in_progress');
    await goOnline(await signUp(server, 'driver'));
    await openCity();
    await says(page.locator('[data-drivers="idle"]'), '1');
    await says(page.locator('[data-drivers="on_trip"]'), '1');
    await says(page.locator('[data-stage="in_progress"]'), '1');
    await says(page.locator(`[data-trip="${trip.id}"]`), 'A rider');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('lists a trip with a silent driver, and an operator ends it with a reason', async () => {
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    await peek.rows(
      `UPDATE driver_presence SET seen_at = seen_at - interval '1 hour' WHERE driver_id = $1`,
      [driver.id],
    );
    await peek.rows(`UPDATE trip SET assigned_at = assigned_at - interval '1 hour',
      arrived_at = arrived_at - interval '1 hour', started_at = started_at - interval '1 hour'`);
    const stream = await rider.stream();
    await openCity();
    const row = page.locator(`[data-silent="${trip.id}"]`);
    await row.waitFor();
    await says(row, 'On the way');
    await row.getByRole('button', { name: 'Act' }).click();
    const cancel = page.getByRole('button', { name: 'Cancel trip, free' });
    expect(await cancel.isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('The phone of the driver broke');
    expect(await accessibilityFaults(page)).toEqual([]);
    await cancel.click();
    const ended = await stream.next((frame) => frame.event === 'trip.cancelled');
    expect(JSON.parse(ended.data ?? '').data).toMatchObject({
      by: 'ops',
      reason: 'The phone of the driver broke',
      operator: { name: 'Olga' },
    });
    await row.waitFor({ state: 'detached' });
    await stream.close();
  });

  it('lists a rider who waits too long as an alert, whose remedy ends the trip', async () => {
    const { rider, trip } = await waitingRider();
    const stream = await rider.stream();
    await openCity();
    const alert = page.locator(`[data-alert="stuck"][data-about="${trip.id}"]`);
    await alert.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await alert.getByRole('button', { name: 'Act on trip' }).press('Enter');
    await page.getByLabel('Reason').fill('No car near');
    await page.getByRole('button', { name: 'Cancel trip, free' }).click();
    await stream.next((frame) => frame.event === 'trip.cancelled');
    await alert.waitFor({ state: 'detached' });
    await stream.close();
  });

  it('takes a driver off duty after a click on the car', async () => {
    const driver = await signUp(server, 'driver');
    await goOnline(driver);
    await openCity();
    await says(page.locator('[data-drivers="idle"]'), '1');
    await page.getByRole('button', { name: 'Zoom out' }).waitFor();
    const box = await page.locator('.leaflet-container').boundingBox();
    await page.locator('.leaflet-fleet-pane canvas').waitFor();
    const { x, y } = await until('the car is painted', async () => {
      const middle = await carOnScreen();
      return Number.isFinite(middle.x) ? middle : undefined;
    });
    await page.mouse.click((box?.x ?? 0) + x, (box?.y ?? 0) + y);
    await page.getByRole('heading', { name: /^Driver / }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Reason').fill('The shift is over');
    await page.getByRole('button', { name: 'Take driver off duty' }).click();
    await says(page.locator('[data-drivers="idle"]'), '0');
  });

  it('shows the demand of an earlier moment with the keys, and comes back to the present', async () => {
    await waitingRider();
    await openCity();
    await page.getByRole('checkbox', { name: 'Demand' }).press('Space');
    const slider = page.getByRole('slider', { name: 'Moment shown' });
    await says(page.locator('[data-count="waiting"]'), '1');
    await slider.press('Home');
    await says(page.locator('[data-count="waiting"]'), '0');
    await page.getByText('Positions of cars are not kept').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Now', exact: true }).click();
    await says(page.locator('[data-count="waiting"]'), '1');
    expect(await slider.getAttribute('aria-valuetext')).toBe('Now');
  });

  it.each([360, 1280])('cuts nothing off when it is %d pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 740 });
    const { trip } = await rideTo(server, 'in_progress');
    await openCity();
    await says(page.locator(`[data-trip="${trip.id}"]`), 'A rider');
    expect(await cutOff()).toEqual([]);
    await show('Streams');
    await page.locator('tr[data-stream]').first().waitFor();
    expect(await cutOff()).toEqual([]);
  });

  it('closes a user’s stream after a confirmation, and that stream gets its closing frame', async () => {
    const rider = await signUp(server, 'rider', 'Zoe');
    const stream = await rider.stream();
    await stream.next((frame) => frame.event === 'stream.snapshot');
    await openCity();
    await show('Streams');
    const row = page.locator(`[data-stream="rider/${rider.id}"]`);
    await row.waitFor();
    await page.getByRole('button', { name: 'user' }).click();
    expect(await page.locator('th[data-column="user"]').getAttribute('aria-sort')).toBe(
      'ascending',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    await row.getByRole('button', { name: 'Close the stream of Zoe' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep it' }).click();
    await row.getByRole('button', { name: 'Close the stream of Zoe' }).click();
    await page.getByRole('button', { name: 'Close it' }).click();
    const closing = await stream.next((frame) => frame.event === 'stream.closing');
    expect(JSON.parse(closing.data ?? '')).toMatchObject({ reason: 'drain', reconnect: true });
    await row.waitFor({ state: 'detached' });
    await stream.close();
  });

  it('shows the bytes of a stream with what each line is for', async () => {
    await openCity();
    await show('Frames');
    await page.getByRole('button', { name: 'Open stream' }).click();
    const first = page.locator('.frame', { hasText: 'event: stream.opened' });
    await first.waitFor();
    for (const words of ['always the first frame', 'Cursor: nothing durable yet', 'fresh', 'LF']) {
      await says(first, words);
    }
    await page.locator('.frame', { hasText: 'heartbeat' }).first().waitFor();
    await page.locator('.frame', { hasText: 'event: city.state' }).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The stream has ended.').waitFor();
  });

  it('shows the frames of one trip too', async () => {
    const { trip } = await rideTo(server, 'driver_assigned');
    await openCity();
    await show('Frames');
    await page.getByRole('combobox', { name: 'Stream' }).selectOption('A trip’s');
    await page.getByLabel('Trip', { exact: true }).fill(trip.id);
    await page.getByRole('button', { name: 'Open stream' }).click();
    const snapshot = page.locator('.frame', { hasText: 'event: stream.snapshot' });
    await says(snapshot, 'Cursor: event number 2 of this stream');
  });

  it('steps through the states of a trip that is over', async () => {
    const { trip } = await rideTo(server, 'completed');
    await openCity();
    await show('Replay');
    await page.getByLabel('Trip', { exact: true }).fill(trip.id);
    await page.getByRole('button', { name: 'Load history' }).click();
    const steps = page.getByRole('list', { name: 'Steps of the trip' }).getByRole('button');
    const status = page.locator('.then [role="status"]');
    await says(status, 'Looking for a driver');
    expect(await page.locator('[data-places]').textContent()).toMatch(/^From .+ to .+/);
    const slider = page.getByRole('slider', { name: 'Time of the trip' });
    const expected = ['Driver on the way', 'Driver at pickup', 'On the way', 'Completed'];
    for (const [index, sentence] of expected.entries()) {
      await steps.nth(index + 1).click();
      await says(status, sentence);
      expect(await steps.nth(index + 1).getAttribute('aria-current')).toBe('step');
    }
    expect(await accessibilityFaults(page)).toEqual([]);
    await slider.press('Home');
    await says(status, 'Looking for a driver');
    await page.getByRole('button', { name: 'Play' }).click();
    await status.getByText('Completed').waitFor();
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  it('says when each event of a trip was written to which stream, and when it was acknowledged', async () => {
    const rider = await signUp(server, 'rider', 'Ada');
    const probe = await rider.stream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    const { id } = await requestTrip(rider);
    const frame = await probe.next(({ event }) => event === 'trip.requested');
    await rider.post('/v1/streams/acks', { cursor: frame.id });
    await openCity();
    await show('Timeline');
    await page.getByLabel('Trip', { exact: true }).fill(id);
    await page.getByRole('button', { name: 'Load timeline' }).click();
    const steps = page.getByRole('list', { name: 'What happened to trip.requested' });
    await steps.locator('[data-step="acked"]').waitFor();
    await says(steps.locator('[data-step="appended"]'), 'Appended in Postgres');
    // From the mailbox, if a heartbeat has found the event before the tail.
    const written = steps.locator('[data-step="live"], [data-step="mailbox"]');
    await says(written, `to rider/…${rider.id.slice(-8)}`);
    await says(
      page.locator('#view-timeline [role="status"]'),
      '1 event, with the notes of the process',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    await probe.close();
  });

  it('the page has no panel for a simulated city when no demo runs', async () => {
    await openCity();
    expect(await page.getByRole('tab').allTextContents()).not.toContain('Demo');
  });

  it('steers the simulated city where there is one, with its token', async () => {
    const asked = await serveDemo(page, server);
    await openCity();
    await show('Demo');
    await page.getByRole('heading', { name: 'Simulated city: Midtown' }).waitFor();
    await says(page.locator('[data-phase="rush"]'), 'The next phase begins in 12 seconds.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Drivers', { exact: true }).fill('80');
    await page.getByRole('button', { name: 'Resize' }).click();
    await until('it was resized', () =>
      asked.includes('POST /city {"drivers":80,"ridersPerHour":240}'),
    );
    await page.getByRole('button', { name: 'Stop new requests' }).click();
    await until('it was stopped', () => asked.includes('POST /city {"running":false}'));
    await page.getByRole('button', { name: 'Cut Ada' }).click();
    await until('she was cut', () => asked.includes('POST /agents/driver-1/cut '));
    await page.getByRole('button', { name: 'Stall Ada' }).click();
    await until('she stalls', () => asked.includes('POST /agents/driver-1/stall {"seconds":15}'));
  });

  it('goes from tab to tab with the arrow keys', async () => {
    await openCity();
    await page.getByRole('tab', { name: 'Now' }).press('ArrowLeft');
    await page.getByRole('heading', { name: 'Timeline of a trip' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'Drivers' }).waitFor();
  });
});
