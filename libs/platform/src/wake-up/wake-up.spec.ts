import { describe, expect, it } from '@jest/globals';
import { WakeUp } from './wake-up.js';

const LONG_MS = 60_000;

describe('WakeUp', () => {
  it('raising ends a sleep', async () => {
    const wakeUp = new WakeUp();
    const sleep = wakeUp.sleep(LONG_MS);
    wakeUp.raise();
    expect(await sleep).toBe(true);
  });

  it('the next sleep returns at once when the flag was raised before', async () => {
    const wakeUp = new WakeUp();
    wakeUp.raise();
    expect(await wakeUp.sleep(LONG_MS)).toBe(true);
  });

  it('raising several times ends one sleep', async () => {
    const wakeUp = new WakeUp();
    wakeUp.raise();
    wakeUp.raise();
    await wakeUp.sleep(LONG_MS);
    expect(await wakeUp.sleep(1)).toBe(false);
  });

  it('a sleep ends after its time without a wake-up', async () => {
    expect(await new WakeUp().sleep(1)).toBe(false);
  });

  it('raising between two sleeps ends the second one', async () => {
    const wakeUp = new WakeUp();
    await wakeUp.sleep(1);
    wakeUp.raise();
    expect(await wakeUp.sleep(LONG_MS)).toBe(true);
  });
});
