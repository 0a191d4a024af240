import { describe, expect, it } from '@jest/globals';
import { PinExchange } from './pin-exchange.js';

describe('at the kerb', () => {
  const forever = new AbortController().signal;

  it('the driver learns the PIN, whoever comes first', async () => {
    const meetings = new PinExchange();
    meetings.publish('a', '1111');
    expect(await meetings.waitForPin('a', forever)).toBe('1111');
    const asked = meetings.waitForPin('b', forever);
    meetings.publish('b', '2222');
    expect(await asked).toBe('2222');
  });

  it('the driver leaves when the trip is off', async () => {
    const off = new AbortController();
    const asked = new PinExchange().waitForPin('a', off.signal);
    off.abort();
    expect(await asked).toBeUndefined();
  });
});
