import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
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
import { newScene, type Scene } from './page-scene.js';

let browser: Browser;
let server: TestServer;
let peek: SqlPeek;
let scene: Scene;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
  peek = await SqlPeek.at(server);
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

const LANGUAGES = ['en', 'de', 'es', 'ar', 'ja'];
const WIDTHS = [360, 1280];

/** Opens the page of an operator, without a word of any language. */
async function openCity(width: number, language = 'en'): Promise<Page> {
  scene = await newScene(browser, { viewport: { width, height: 800 }, locale: language });
  const { page } = scene;
  await page.goto(`${server.url}/city`);
  await page.locator('input').first().fill('Olga');
  await page.locator('form button[type="submit"]').first().click();
  await page.locator('.pulse[data-status="live"]').waitFor();
  return page;
}

/** Rides, waiting riders and alerts, so that no list of the page is empty. */
async function fillCity(): Promise<void> {
  await rideTo(server, 'in_progress');
  const { driver } = await rideTo(server, 'driver_arrived');
  await goOnline(await signUp(server, 'driver'));
  await requestTrip(await signUp(server, 'rider'));
  const hours = `interval '90 minutes'`;
  await peek.rows(`UPDATE trip SET requested_at = requested_at - ${hours},
    matching_since = matching_since - ${hours}, assigned_at = assigned_at - ${hours},
    arrived_at = arrived_at - ${hours}, started_at = started_at - ${hours}`);
  await peek.rows(`UPDATE driver_presence SET seen_at = seen_at - ${hours} WHERE driver_id = $1`, [
    driver.id,
  ]);
}

interface Measured {
  scrollWidth: number;
  clientWidth: number;
  outerHTML: string;
  closest: (selector: string) => unknown;
  getBoundingClientRect: () => { left: number; right: number; width: number };
}

interface PageGlobals {
  document: {
    documentElement: Measured;
    querySelectorAll: (selector: string) => Iterable<Measured>;
  };
  innerWidth: number;
}

/** What does not fit: content wider than its box, a box beyond the screen, or a page that scrolls. */
const findOverflow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as PageGlobals;
    const inPanel = [...document.querySelectorAll('.panel, .panel *')].filter(
      (element) => !element.closest('.unseen, svg') && element.clientWidth > 0,
    );
    const wrong = inPanel.filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const isBeyond = width > 0 && (left < -1 || right > innerWidth + 1);
      return isBeyond || element.scrollWidth > element.clientWidth + 1;
    });
    const { scrollWidth, outerHTML } = document.documentElement;
    const scrolls = scrollWidth > innerWidth ? [outerHTML.slice(0, 40)] : [];
    return [...scrolls, ...wrong.map((element) => element.outerHTML.slice(0, 120))];
  });

describe('the city page fits its window', () => {
  for (const width of WIDTHS) {
    it.each(LANGUAGES)(`nothing is cut at ${width} pixels in the language %s`, async (language) => {
      await fillCity();
      const page = await openCity(width, language);
      await page.locator('[data-silent]').first().waitFor();
      await page.locator('[data-alert="stuck"]').first().waitFor();
      await page.locator('[data-trip]').first().waitFor();
      expect(await findOverflow(page)).toEqual([]);
      await page.getByRole('tab').nth(1).click();
      await page.locator('[data-stream^="ops"]').waitFor();
      expect(await findOverflow(page)).toEqual([]);
    });
  }
});

/** Drivers on duty in rows over the city, whose positions the server got so long ago. */
async function addDrivers(count: number, ageSeconds: number): Promise<void> {
  await peek.rows(
    `INSERT INTO driver (id, name, availability)
     SELECT gen_random_uuid(), 'D', 'online' FROM generate_series(1, $1::int)`,
    [count],
  );
  await peek.rows(
    `INSERT INTO driver_position (driver_id, lat, lng, recorded_at, written_at)
     SELECT id, 40.74 + (n / 100) * 0.0006, -73.995 + (n % 100) * 0.0003, now(),
       clock_timestamp() - $1::int * interval '1 s'
     FROM (SELECT id, row_number() OVER () AS n FROM driver WHERE name = 'D') d`,
    [ageSeconds],
  );
  await peek.rows(`INSERT INTO driver_presence (driver_id, seen_at)
    SELECT id, now() + interval '1 hour' FROM driver WHERE name = 'D'`);
}

const removeDrivers = () => peek.rows(`DELETE FROM driver WHERE name = 'D'`);

const countOf = async (page: Page, status: string): Promise<number> =>
  Number((await page.locator(`[data-drivers="${status}"]`).textContent())?.replaceAll(/\D/g, ''));

interface CanvasGlobals {
  document: {
    querySelector: (selector: string) => {
      width: number;
      height: number;
      getContext: (kind: '2d') => {
        getImageData: (...box: number[]) => { data: Uint8ClampedArray };
      };
    } | null;
  };
}

/** The number of pixels of the drivers' canvas, and how many of them have more blue than red. */
const inkOf = (page: Page): Promise<{ all: number; blue: number }> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as CanvasGlobals;
    const canvas = document.querySelector('.leaflet-fleet-pane canvas');
    if (!canvas) return { all: 0, blue: 0 };
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const pixels = Array.from({ length: data.length / 4 }, (_, index) => index * 4);
    const inked = pixels.filter((at) => (data[at + 3] ?? 0) > 200);
    const blue = inked.filter((at) => (data[at + 2] ?? 0) > (data[at] ?? 0) + 60);
    return { all: inked.length, blue: blue.length };
  });

describe('the map of a large city', () => {
  it('shows the drivers that a frame has no room for, and gives them up when they leave', async () => {
    await addDrivers(3000, 0);
    const page = await openCity(1280);
    await until('all drivers are counted', async () => (await countOf(page, 'idle')) === 3000);
    await until('the cars are painted', async () => (await inkOf(page)).blue > 10_000);
    await removeDrivers();
    await until('no driver is counted', async () => (await countOf(page, 'idle')) === 0);
    await until('no car is painted', async () => (await inkOf(page)).all === 0);
  });

  it('paints a car grey when the server has had no position for ten seconds, and says how many', async () => {
    await addDrivers(20, 0);
    const page = await openCity(1280);
    await until('the cars are blue', async () => (await inkOf(page)).blue > 0);
    await peek.rows(`UPDATE driver_position SET written_at = written_at - interval '1 minute'`);
    await peek.rows(`UPDATE driver SET availability = 'online' WHERE name = 'D'`);
    await until('the legend counts them', async () => (await countOf(page, 'stale')) === 20);
    await until('the cars are grey', async () => {
      const { all, blue } = await inkOf(page);
      return all > 0 && blue === 0;
    });
    await removeDrivers();
  });

  it('keeps the list of the frame while the longer list can not be read', async () => {
    await addDrivers(1500, 0);
    scene = await newScene(browser);
    await scene.context.route('**/v1/ops/fleet', (route) =>
      route.fulfill({ status: 503, json: {} }),
    );
    await scene.page.goto(`${server.url}/city`);
    await scene.page.locator('input').first().fill('Olga');
    await scene.page.locator('form button[type="submit"]').first().click();
    const { page } = scene;
    await until('the frame is shown', async () => (await countOf(page, 'idle')) === 1000);
    await page.getByText(/500 more/).waitFor();
    await scene.context.unroute('**/v1/ops/fleet');
    await until('all drivers are counted', async () => (await countOf(page, 'idle')) === 1500);
    await removeDrivers();
  });
});
