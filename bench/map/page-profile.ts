import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { computeSelfTimes, type SelfTime } from '../profile/self-times.js';

/** Microseconds between two samples. */
const SAMPLING_INTERVAL = 500;
const SELF_TIMES = 15;

/** The functions of a page with the most self-time, by the profiler of its own process. */
export async function profilePage(page: Page, seconds: number): Promise<SelfTime[]> {
  const devtools = await page.context().newCDPSession(page);
  try {
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL });
    await devtools.send('Profiler.start');
    await delay(seconds * 1_000);
    const { profile } = await devtools.send('Profiler.stop');
    return computeSelfTimes(profile, SELF_TIMES).map(({ location, percent }) => ({
      location: location.replace(/https?:\/\/[^/]+/, ''),
      percent,
    }));
  } finally {
    await devtools.detach();
  }
}
