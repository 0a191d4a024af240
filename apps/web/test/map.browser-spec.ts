import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchChromium, until } from '#testing';
import { startTestServer, type TestServer } from '#api-harness';
import { accessibilityFaults, newScene, type Scene } from './page-scene.js';

let browser: Browser;
let server: TestServer;
let scene: Scene;

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

/** Opens the rider's page, whose map has nothing on it but the city. */
async function openMap(options: BrowserContextOptions = {}): Promise<void> {
  scene = await newScene(browser, { viewport: { width: 1280, height: 800 }, ...options });
  await scene.page.goto(`${server.url}/rider`);
  await scene.page.locator('input').first().fill('Ada');
  await scene.page.locator('form button[type="submit"]').first().click();
  await scene.page.locator('.scale-bar').waitFor();
}

const map = () => scene.page.locator('.leaflet-container');

/** A test cannot read a canvas, so the map has the number of its names as an attribute. */
const labels = async () => Number(await map().getAttribute('data-labels'));

describe('the map', () => {
  it('shows more names the closer the user looks, and sends no request to another server', async () => {
    const outside: string[] = [];
    await openMap();
    scene.page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) outside.push(request.url());
    });
    await until('names show', async () => (await labels()) > 0);
    const far = await labels();
    await map().focus();
    for (let presses = 0; presses < 3; presses++) await map().press('+');
    await until('more names show', async () => (await labels()) > far);
    expect(outside).toEqual([]);
    expect(await accessibilityFaults(scene.page)).toEqual([]);
  });

  it.each([
    ['en-US', /^[\d,.]+ (ft|mi)$/],
    ['en-GB', /^[\d,.]+ (yd|mi)$/],
    ['de-DE', /^[\d.,]+ (m|km)$/],
  ])('shows a scale in the units of %s', async (locale, text) => {
    await openMap({ locale });
    await until('the scale has a length', async () =>
      text.test((await scene.page.locator('.scale-bar').textContent())?.trim() ?? ''),
    );
    const box = await scene.page.locator('.scale-bar').boundingBox();
    expect(box?.width).toBeGreaterThan(20);
    expect(box?.width).toBeLessThan(140);
  });

  it.each(['dark', 'light'] as const)('paints its names again in %s mode', async (colorScheme) => {
    await openMap({ colorScheme: colorScheme === 'dark' ? 'light' : 'dark' });
    await until('names show', async () => (await labels()) > 0);
    const before = await groundColour();
    await scene.page.emulateMedia({ colorScheme });
    await until('the ground has another colour', async () => (await groundColour()) !== before);
    await until('names show', async () => (await labels()) > 0);
  });
});

const groundColour = () =>
  scene.page.evaluate(() => {
    const { document, getComputedStyle } = globalThis as unknown as BrowserGlobals;
    return getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor;
  });

interface BrowserGlobals {
  document: { querySelector: (selector: string) => unknown };
  getComputedStyle: (element: unknown) => { backgroundColor: string };
}
