import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Position, QuoteRequest } from '#contracts';
import { launchChromium, until } from '#testing';
import { dropoff, pickup, startTestServer, type TestServer } from '#api-harness';
import { accessibilityFaults, openPage, type Scene } from './page-scene.js';

let browser: Browser;
let server: TestServer;
let scene: Scene;
/** What the page asked a price for, the latest last. */
let quotes: QuoteRequest[];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
});

afterEach(async () => {
  await scene.context.close();
  expect(scene.wrongs).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await server.drop();
});

/** A rider who has typed both places. */
async function planRide(): Promise<Page> {
  scene = await openPage(browser, `${server.url}/rider`);
  const { page } = scene;
  quotes = [];
  page.on('request', (request) => {
    if (!request.url().endsWith('/v1/quotes') || request.method() !== 'POST') return;
    quotes.push(request.postDataJSON() as QuoteRequest);
  });
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByLabel('Pickup').fill(`${pickup.lat}, ${pickup.lng}`);
  await page.getByLabel('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`);
  await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
  return page;
}

const pinOf = (page: Page, kind: 'pickup' | 'dropoff'): Locator =>
  page.getByRole('button', { name: kind === 'pickup' ? /^Start of/ : /^End of/ });

/** The middle of a pin after the map has come to rest. */
async function middleOf(pin: Locator): Promise<{ x: number; y: number }> {
  let last = '';
  return until('the pin rests', async () => {
    const box = await pin.boundingBox();
    const text = JSON.stringify(box);
    if (!box || text !== last) {
      last = text;
      return undefined;
    }
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });
}

interface KeyTarget {
  dispatchEvent: (event: unknown) => void;
}

interface KeyGlobals {
  KeyboardEvent: new (type: string, options: Record<string, unknown>) => unknown;
}

/** Presses the keys without a pause: one ends the move, and a slow machine might make one. */
const pressKeys = (pin: Locator, keys: string[]): Promise<void> =>
  pin.evaluate((element, names) => {
    const { KeyboardEvent } = globalThis as unknown as KeyGlobals;
    for (const key of names) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      (element as unknown as KeyTarget).dispatchEvent(event);
    }
  }, keys);

const isSame = (one: Position, other: Position): boolean =>
  Math.abs(one.lat - other.lat) < 1e-5 && Math.abs(one.lng - other.lng) < 1e-5;

const askedFor = (matches: (quote: QuoteRequest) => boolean): Promise<QuoteRequest> =>
  until('the page asks for the new price', () => {
    const last = quotes.at(-1);
    return last && matches(last) ? last : undefined;
  });

describe('the pins of a ride', () => {
  it('a pin that is dragged to the right asks for the price from a place farther east', async () => {
    const page = await planRide();
    const { x, y } = await middleOf(pinOf(page, 'pickup'));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 5 });
    await page.mouse.up();
    const asked = await askedFor((quote) => !isSame(quote.pickup, pickup));
    expect(asked.pickup.lng).toBeGreaterThan(pickup.lng);
    expect(asked.pickup.lat).toBeCloseTo(pickup.lat, 3);
    expect(isSame(asked.dropoff, dropoff)).toBe(true);
    await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('the arrow keys move the drop-off, which asks for its price once', async () => {
    const page = await planRide();
    const pin = pinOf(page, 'dropoff');
    await middleOf(pin);
    const before = quotes.length;
    await pin.focus();
    await pressKeys(pin, ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp']);
    const asked = await askedFor((quote) => !isSame(quote.dropoff, dropoff));
    expect(asked.dropoff.lat).toBeGreaterThan(dropoff.lat);
    expect(isSame(asked.pickup, pickup)).toBe(true);
    await page.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
    expect(quotes.length).toBe(before + 1);
  });

  it('Escape takes back a move by keys', async () => {
    const page = await planRide();
    const pin = pinOf(page, 'pickup');
    const before = await middleOf(pin);
    await pin.focus();
    await pressKeys(pin, ['ArrowLeft', 'Escape']);
    expect(await middleOf(pin)).toEqual(before);
    expect(quotes.every((quote) => isSame(quote.pickup, pickup))).toBe(true);
  });
});
