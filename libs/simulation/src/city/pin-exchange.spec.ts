import { describe, expect, it } from '@jest/globals';
import { PinExchange } from './pin-exchange.js';

describe('PinExchange', () => {
  const forever = new AbortController().signal;

  it('the driver learns the PIN whether rider or driver arrives first', async () => {
    const pins = new PinExchange();
    pins.publish('a', '1111');
    expect(await pins.waitForPin('a', forever)).toBe('1111');
    const asked = pins.waitForPin('b', forever);
    pins.publish('b', '2222');
    expect(await asked).toBe('2222');
  });

  it('the driver stops waiting when the signal aborts', async () => {
    const off = new AbortController();
    const asked = new PinExchange().waitForPin('a', off.signal);
    off.abort();
    expect(await asked).toBeUndefined();
  });
});
