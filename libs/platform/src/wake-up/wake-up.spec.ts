import { describe, expect, it } from '@jest/globals';
import { WakeUp } from './wake-up.js';

const AGES = 60_000;

describe('a wake-up', () => {
  it('ends a sleep', async () => {
    const wakeUp = new WakeUp();
    const sleep = wakeUp.sleep(AGES);
    wakeUp.raise();
    expect(await sleep).toBe(true);
  });

  it('that came while nobody slept is not lost: the next sleep returns at once', async () => {
    const wakeUp = new WakeUp();
    wakeUp.raise();
    expect(await wakeUp.sleep(AGES)).toBe(true);
  });

  it('wakes once: many at a time are one', async () => {
    const wakeUp = new WakeUp();
    wakeUp.raise();
    wakeUp.raise();
    await wakeUp.sleep(AGES);
    expect(await wakeUp.sleep(1)).toBe(false);
  });

  it('that never comes leaves the sleep its own end', async () => {
    expect(await new WakeUp().sleep(1)).toBe(false);
  });

  it('between two sleeps counts for the second', async () => {
    const wakeUp = new WakeUp();
    await wakeUp.sleep(1);
    wakeUp.raise();
    expect(await wakeUp.sleep(AGES)).toBe(true);
  });
});
