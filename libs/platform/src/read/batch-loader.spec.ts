import { describe, expect, it } from '@jest/globals';
import { until } from '#testing';
import { BatchLoader } from './batch-loader.js';

/** Creates a loader that doubles each number, and records the batches. */
function createDoubler(maxBatch = 64) {
  const batches: (readonly number[])[] = [];
  let active = 0;
  let mostActive = 0;
  const loader = new BatchLoader<number, number>(async (numbers) => {
    batches.push(numbers);
    mostActive = Math.max(mostActive, ++active);
    await new Promise((resolve) => setImmediate(resolve));
    active -= 1;
    return numbers.map((number) =>
      number < 0 ? new RangeError(`${number} is negative`) : number * 2,
    );
  }, maxBatch);
  return { loader, batches, countMostActive: () => mostActive };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('BatchLoader', () => {
  it('answers all requests that come during a read with the next read', async () => {
    const { loader, batches, countMostActive } = createDoubler();
    const first = loader.load(1000);
    await new Promise((resolve) => process.nextTick(resolve));
    const answers = await Promise.all(range(30).map((number) => loader.load(number)));
    expect(await first).toBe(2000);
    expect(answers).toEqual(range(30).map((number) => number * 2));
    expect(batches).toEqual([[1000], range(30)]);
    expect(countMostActive()).toBe(1);
  });

  it('batches a burst of requests, so that few reads answer many', async () => {
    const { loader, batches } = createDoubler();
    const answers: Promise<number>[] = [];
    for (const number of range(200)) {
      answers.push(loader.load(number));
      if (number % 4 === 3) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(answers)).toEqual(range(200).map((number) => number * 2));
    expect(batches.length).toBeLessThan(20);
  });

  it('answers requests that come one by one without a delay', async () => {
    const { loader, batches } = createDoubler();
    const waits: number[] = [];
    for (const number of range(100)) {
      const begin = performance.now();
      expect(await loader.load(number)).toBe(number * 2);
      waits.push(performance.now() - begin);
    }
    expect(batches).toHaveLength(100);
    // The delay of a batch is 15 ms, which would be the least wait of all of them.
    expect(Math.min(...waits)).toBeLessThan(14);
  });

  it('divides more requests than fit in one read among several reads', async () => {
    const { loader, batches, countMostActive } = createDoubler(10);
    await Promise.all(range(25).map((number) => loader.load(number)));
    expect(batches.map((batch) => batch.length)).toEqual([10, 10, 5]);
    expect(countMostActive()).toBe(1);
  });

  it('a read that is late holds up no other where reads may overtake, up to the limit', async () => {
    const pending: ((numbers: number[]) => void)[] = [];
    const overtaking = { afterMs: 1, maxReads: 2 };
    const loader = new BatchLoader<number, number>(
      () => new Promise((resolve) => pending.push(resolve)),
      1,
      0,
      overtaking,
    );
    const [lost, second, third] = [loader.load(1), loader.load(2), loader.load(3)];
    await until('the second read runs', () => pending.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 10 * overtaking.afterMs));
    expect(pending).toHaveLength(2);
    pending[1]!([2]);
    expect(await second).toBe(2);
    await until('the third read runs', () => pending.length === 3);
    pending[2]!([3]);
    expect(await third).toBe(3);
    pending[0]!([1]);
    expect(await lost).toBe(1);
  });

  it('rejects one request for its own error, and all requests of a read that fails', async () => {
    const { loader } = createDoubler();
    const [good, bad] = await Promise.allSettled([loader.load(1), loader.load(-1)]);
    expect(good).toEqual({ status: 'fulfilled', value: 2 });
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: '-1 is negative' } });
    let isBroken = true;
    const failing = new BatchLoader<number, number>(
      (numbers) => (isBroken ? Promise.reject(new Error('away')) : Promise.resolve([...numbers])),
      64,
    );
    await expect(failing.load(1)).rejects.toThrow('away');
    isBroken = false;
    expect(await failing.load(2)).toBe(2);
  });
});
