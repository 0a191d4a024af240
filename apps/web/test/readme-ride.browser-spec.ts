import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { createTestDatabase, launchChromium, type TestDatabase } from '#testing';
import { ensureBuilt, killApiProcesses, startApiProcess, type ApiProcess } from '#api-harness';
import { accessibilityFaults, openPage, type Scene } from './page-scene.js';
import { readSteps, type ReadmeAction, type ReadmeStep } from './readme-steps.js';

/** A page, or the page in a frame of another one. */
type Side = Pick<Page | FrameLocator, 'getByText' | 'getByRole' | 'getByLabel' | 'locator'>;
type Sides = Record<ReadmeStep['side'], Side>;

const [ride = [], beginning = []] = readSteps('A ride in your browser');
const CLICKS = ['press', 'hold', 'open', 'tick', 'switch on', 'choose'];

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

/** The sides of a side-by-side page. */
const sidesOf = (page: Page): Sides => ({
  rider: page.frameLocator('iframe[title="The rider"]'),
  driver: page.frameLocator('iframe[title="The driver"]'),
});

async function follow(steps: readonly ReadmeStep[], sides: Sides): Promise<void> {
  for (const { side, actions } of steps) {
    for (const action of actions) await act(action, sides[side], sides.rider);
  }
}

async function act({ does, label, text = '' }: ReadmeAction, side: Side, rider: Side) {
  const button = side.getByRole('button', { name: label });
  switch (does) {
    case 'press':
      return button.click();
    case 'hold': {
      // The button is gone once it has been held long enough.
      await button.click({ trial: true });
      await button.dispatchEvent('pointerdown', { button: 0, isPrimary: true });
      return side.getByText(/^Ride completed/).waitFor();
    }
    case 'open':
      return side.getByText(label, { exact: true }).click();
    case 'tick':
      return side.getByLabel(label).check();
    case 'switch on':
      await side.getByRole('switch', { name: label }).click();
      return side.getByRole('switch', { name: label, checked: true }).waitFor();
    case 'choose':
      return side.getByRole('option', { name: label, exact: true }).click();
    case 'wait for':
      return side.getByText(label, { exact: true }).waitFor();
    case 'type': {
      const pin = text === 'PIN' ? await rider.locator('.digits').textContent() : undefined;
      return side.getByLabel(label, { exact: true }).fill(pin ?? text);
    }
  }
}

const countClicks = (steps: readonly ReadmeStep[]): number =>
  steps.flatMap(({ actions }) => actions).filter(({ does }) => CLICKS.includes(does)).length;

describe('the ride of README.md', () => {
  it('takes five clicks side by side, and seven more in two windows', () => {
    expect(countClicks(ride)).toBe(5);
    expect(countClicks(beginning)).toBe(7);
  });

  it('a visitor takes it side by side by its steps, and again after coming back', async () => {
    const page = await open('/side-by-side');
    const sides = sidesOf(page);
    await follow(ride, sides);
    await sides.rider.getByText(/^You have arrived/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await sides.driver.getByRole('switch').click();
    await sides.driver.getByRole('switch', { checked: false }).waitFor();
    await page.reload();
    await sides.driver.getByRole('switch', { checked: true }).waitFor();
  });

  it('a visitor takes it in two windows by its steps', async () => {
    const sides = { driver: await open('/driver'), rider: await open('/rider') };
    await follow([...beginning, ...ride], sides);
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
