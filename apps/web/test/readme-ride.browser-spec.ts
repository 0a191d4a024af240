import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createTestDatabase, launchChromium, type TestDatabase } from '#testing';
import { ensureBuilt, killApiProcesses, startApiProcess, type ApiProcess } from '#api-harness';
import { accessibilityFaults, openPage, type Scene } from './page-scene.js';
import { countClicks, followSteps, sidesOf } from './follow-steps.js';
import { readSteps } from './readme-steps.js';

const [ride = [], beginning = []] = readSteps('A ride in your browser');

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;
let scenes: Scene[];

beforeAll(async () => {
  ensureBuilt();
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await startApiProcess({ DATABASE_URL: database.url });
});

beforeEach(() => {
  scenes = [];
});

afterEach(async () => {
  for (const { wrongs, context } of scenes) {
    expect(wrongs).toEqual([]);
    await context.close();
  }
});

afterAll(async () => {
  await Promise.all([browser.close(), killApiProcesses()]);
  await database.drop();
});

async function open(path: string, viewport = { width: 1280, height: 800 }): Promise<Page> {
  const scene = await openPage(browser, server.url + path, { viewport });
  scenes.push(scene);
  return scene.page;
}

describe('the ride of README.md', () => {
  it('takes five clicks side by side, and seven more in two windows', () => {
    expect(countClicks(ride)).toBe(5);
    expect(countClicks(beginning)).toBe(7);
  });

  it('a visitor takes it side by side by its steps, and again after coming back', async () => {
    const page = await open('/side-by-side');
    const sides = sidesOf(page);
    await followSteps(ride, sides);
    await sides.rider.getByText(/^You have arrived/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await sides.driver.getByRole('switch').click();
    await sides.driver.getByRole('switch', { checked: false }).waitFor();
    await page.reload();
    await sides.driver.getByRole('switch', { checked: true }).waitFor();
  });

  it('a visitor takes it in two windows by its steps', async () => {
    const sides = { driver: await open('/driver'), rider: await open('/rider') };
    await followSteps([...beginning, ...ride], sides);
    await sides.rider.getByText(/^You have arrived/).waitFor();
  });
});

describe('the side-by-side page on a phone', () => {
  it('the page is accessible, and no side is wider than the screen', async () => {
    const page = await open('/side-by-side', { width: 360, height: 740 });
    const { rider, driver } = sidesOf(page);
    await rider.getByText('Where to?').waitFor();
    await driver.getByRole('switch', { checked: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    for (const frame of page.frames()) {
      const overflow =
        'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect(await frame.evaluate<boolean>(overflow)).toBe(false);
    }
    const panel = driver.locator('.panel');
    const isWider = await panel.evaluate((node: unknown) => {
      const { scrollWidth, clientWidth } = node as { scrollWidth: number; clientWidth: number };
      return scrollWidth > clientWidth;
    });
    expect(isWider).toBe(false);
  });
});
