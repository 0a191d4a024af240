import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MonotonicRateStore } from './monotonic-rate-store.js';

const WINDOW_MS = 1_000;

let store: MonotonicRateStore;
let now: number;

beforeEach(() => {
  store = new MonotonicRateStore();
  now = 5_000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.restoreAllMocks();
});

function count(caller: string): { current: number; ttl: number } {
  let counted = { current: 0, ttl: 0 };
  store.incr(caller, (_error, result) => (counted = result), WINDOW_MS);
  return counted;
}

describe('MonotonicRateStore', () => {
  it('counts the requests of each caller in a window', () => {
    expect(count('a')).toEqual({ current: 1, ttl: 1_000 });
    now += 400;
    expect(count('a')).toEqual({ current: 2, ttl: 600 });
    expect(count('b')).toEqual({ current: 1, ttl: 1_000 });
    now += 600;
    expect(count('a')).toEqual({ current: 1, ttl: 1_000 });
  });

  it('begins a new window although the time of day was set back', () => {
    count('a');
    const before = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(before - 120_000);
    now += WINDOW_MS;
    expect(count('a')).toEqual({ current: 1, ttl: 1_000 });
  });

  it('gives a route with limits of its own a count of its own', () => {
    count('a');
    store = store.child();
    expect(count('a').current).toBe(1);
  });
});
