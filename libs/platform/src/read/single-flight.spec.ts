import { describe, expect, it } from '@jest/globals';
import { SingleFlight } from './single-flight.js';

describe('SingleFlight', () => {
  it('callers that come during a read share it, and a later caller gets a new one', async () => {
    let reads = 0;
    const flight = new SingleFlight(() => Promise.resolve(++reads));
    expect(await Promise.all([flight.get(), flight.get(), flight.get()])).toEqual([1, 1, 1]);
    expect(await flight.get()).toBe(2);
  });

  it('callers share the error of a read, and the next read may succeed', async () => {
    let reads = 0;
    const flight = new SingleFlight(() => {
      reads += 1;
      return reads === 1 ? Promise.reject(new Error('away')) : Promise.resolve(reads);
    });
    const results = await Promise.allSettled([flight.get(), flight.get()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flight.get()).toBe(2);
  });

  it('a caller gets the held result of a read that has ended', async () => {
    let reads = 0;
    const flight = new SingleFlight(() => Promise.resolve(++reads), 60_000);
    await flight.get();
    expect(await flight.get()).toBe(1);
  });
});
