import { expect, it } from '@jest/globals';
import { KeyedSingleFlight } from './keyed-single-flight.js';

it('a hundred concurrent callers cost two reads, and none gets a read that began before its call', async () => {
  const flights = new KeyedSingleFlight<number>();
  let reads = 0;
  const read = async (): Promise<number> => {
    reads += 1;
    const number = reads;
    await new Promise((resolve) => setImmediate(resolve));
    return number;
  };
  const results = await Promise.all(Array.from({ length: 100 }, () => flights.run('a', read)));
  expect(reads).toBe(2);
  expect(results).toEqual([1, ...Array.from({ length: 99 }, () => 2)]);
  expect(await flights.run('a', read)).toBe(3);
});

it('a failed read fails its callers only, and keys do not wait for each other', async () => {
  const flights = new KeyedSingleFlight<string>();
  const failed = flights.run('a', () => Promise.reject(new Error('away')));
  const next = flights.run('a', () => Promise.resolve('here'));
  const other = flights.run('b', () => Promise.resolve('other'));
  await expect(failed).rejects.toThrow('away');
  expect(await Promise.all([next, other])).toEqual(['here', 'other']);
});
