import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { createTestDatabase, launchChromium, type TestDatabase } from '#testing';
import { ensureBuilt, killApiProcesses, startApiProcess, type ApiProcess } from '#api-harness';
import { followSteps, sidesOf, type Sides, type VisitorPace } from '../follow-steps.js';
import { readSteps, type ReadmeStep } from '../readme-steps.js';

/**
 * The Keystroke-Level Model (Card, Moran and Newell, 1980): a person thinks 1.35 s before an action,
 * moves the pointer within 1.1 s and presses within 0.1 s, and types a character in 0.28 s.
 */
const THINK_MS = 1350;
const POINT_MS = 1200;
const KEY_MS = 280;
/** 238 words a minute, the mean of adults who read English silently (Brysbaert, 2019). */
const WORD_MS = 250;

const newcomer: VisitorPace = {
  read: (step) => pause(countWords(step) * WORD_MS),
  aim: () => pause(THINK_MS + POINT_MS),
  keyMs: KEY_MS,
};

const countWords = ({ actions }: ReadmeStep): number =>
  actions
    .map(
      ({ does, label, text = '' }) => `Rider ${does} ${label} ${text}`.trim().split(/\s+/).length,
    )
    .reduce((sum, words) => sum + words, 0);

const [ride = [], beginning = []] = readSteps('A ride in your browser');

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;

beforeAll(async () => {
  ensureBuilt();
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await startApiProcess({ DATABASE_URL: database.url });
});

afterAll(async () => {
  await Promise.all([browser.close(), killApiProcesses()]);
  await database.drop();
});

async function open(path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(server.url + path);
  return page;
}

const arrives = (sides: Sides): Promise<void> =>
  sides.rider.getByText(/^You have arrived/).waitFor();

/** Seconds from the first step to the arrival, which includes reading each step. */
async function takeRide(steps: readonly ReadmeStep[], sides: Sides): Promise<number> {
  const begin = performance.now();
  await followSteps(steps, sides, newcomer);
  await arrives(sides);
  return (performance.now() - begin) / 1000;
}

const report = (way: string, seconds: number): void =>
  void process.stdout.write(`${way}: ${seconds.toFixed(1)} s\n`);

describe('a newcomer on the ride of README.md', () => {
  it('takes it side by side', async () => {
    const sides = sidesOf(await open('/side-by-side'));
    await sides.rider.locator('button:enabled', { hasText: 'Request ride' }).waitFor();
    report('Side by side', await takeRide(ride, sides));
  });

  it('takes it in two windows', async () => {
    const sides = { driver: await open('/driver'), rider: await open('/rider') };
    report('Two windows', await takeRide([...beginning, ...ride], sides));
  });
});
