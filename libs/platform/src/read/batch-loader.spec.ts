import { describe, expect, it } from '@jest/globals';
import { BatchLoader } from './batch-loader.js';

/** Answers each question with itself, doubled, and notes what was asked together. */
function doubling(most = 64) {
  const together: (readonly number[])[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const reads = new BatchLoader<number, number>(async (questions) => {
    together.push(questions);
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return questions.map((question) =>
      question < 0 ? new RangeError(`${question} is negative`) : question * 2,
    );
  }, most);
  return { reads, together, mostUnderWay: () => mostUnderWay };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('questions', () => {
  it('asked while a read is under way are answered by the next one, together', async () => {
    const { reads, together, mostUnderWay } = doubling();
    const first = reads.load(1000);
    await new Promise((resolve) => process.nextTick(resolve));
    const answers = await Promise.all(numbers(30).map((number) => reads.load(number)));
    expect(await first).toBe(2000);
    expect(answers).toEqual(numbers(30).map((number) => number * 2));
    expect(together).toEqual([[1000], numbers(30)]);
    expect(mostUnderWay()).toBe(1);
  });

  it('of a crowd gather for a moment, so that few reads answer many', async () => {
    const { reads, together } = doubling();
    const answers: Promise<number>[] = [];
    for (const number of numbers(200)) {
      answers.push(reads.load(number));
      if (number % 4 === 3) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(answers)).toEqual(numbers(200).map((number) => number * 2));
    expect(together.length).toBeLessThan(20);
  });

  it('that come one by one wait for nobody', async () => {
    const { reads, together } = doubling();
    const begin = performance.now();
    for (const number of numbers(100)) expect(await reads.load(number)).toBe(number * 2);
    expect(together).toHaveLength(100);
    // Had each gathered company first, it would be 1.5 s at least.
    expect(performance.now() - begin).toBeLessThan(1_400);
  });

  it('beyond what one read may answer go into further ones', async () => {
    const { reads, together, mostUnderWay } = doubling(10);
    await Promise.all(numbers(25).map((number) => reads.load(number)));
    expect(together.map((questions) => questions.length)).toEqual([10, 10, 5]);
    expect(mostUnderWay()).toBe(1);
  });

  it('fail alone, or with the read', async () => {
    const { reads } = doubling();
    const [good, bad] = await Promise.allSettled([reads.load(1), reads.load(-1)]);
    expect(good).toEqual({ status: 'fulfilled', value: 2 });
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: '-1 is negative' } });
    let isBroken = true;
    const breaking = new BatchLoader<number, number>(
      (questions) =>
        isBroken ? Promise.reject(new Error('away')) : Promise.resolve([...questions]),
      64,
    );
    await expect(breaking.load(1)).rejects.toThrow('away');
    isBroken = false;
    expect(await breaking.load(2)).toBe(2);
  });
});
