import assert from 'node:assert/strict';
import { linearSumAssignment } from 'linear-sum-assignment';
import { createRandom, pickupSeconds, readMinute } from './city.js';
import { SseReader } from '../../runner/sse-reader.js';

const BATCHES = 40;

/** @param {import('../../runner/lesson-check.js').LessonCheck} lesson */
export async function check(lesson) {
  const server = await lesson.start();
  const match = async (batch) => {
    const body = JSON.stringify(batch);
    const response = await fetch(`${server.url}/match`, { method: 'POST', body });
    assert.equal(response.status, 200, `POST /match answered ${response.status} for ${body}`);
    return (await response.json()).pairs;
  };

  await lesson.claim('Each rider and each car is in one pair at most', async () => {
    for (const batch of randomBatches()) assertValid(batch, await match(batch));
  });

  await lesson.claim('A batch without riders or without cars has no pairs', async () => {
    const { riders, cars } = readMinute();
    for (const batch of [
      { riders: [], cars },
      { riders, cars: [] },
    ]) {
      assert.deepEqual(await match(batch), [], 'There is no pair to make.');
    }
  });

  await lesson.claim('As many riders as possible get a car', async () => {
    for (const batch of randomBatches()) {
      const expected = Math.min(batch.riders.length, batch.cars.length);
      const { length } = await match(batch);
      assert.equal(length, expected, `${describe(batch)}: ${length} riders got one.`);
    }
  });

  await lesson.claim(
    'No other pairs of a small batch have a smaller sum of pickup times',
    async () => {
      for (const batch of randomBatches()) {
        const sum = sumOf(batch, await match(batch));
        const best = leastSumByTrial(batch.riders, batch.cars);
        assert.ok(
          sum <= best,
          `${describe(batch)}: the pairs take ${sum} s together, and ${best} s are possible. ` +
            'The nearest car of one rider may be the only near car of another one: decide the batch as a whole.',
        );
      }
    },
  );

  await lesson.claim('The busy minute is matched with the least sum of pickup times', async () => {
    const batch = readMinute();
    const best = leastSum(batch.riders, batch.cars);
    const sum = sumOf(batch, await match(batch));
    assert.ok(sum <= best, `The pairs take ${sum} s together, and ${best} s are possible.`);
  });

  await lesson.claim(
    'The stream brings a pair for each rider who gets a car, then the summary',
    async () => {
      const stream = await SseReader.open(`${server.url}/stream`);
      await stream.until('The stream ends', ({ hasEnded }) => hasEnded);
      const pairs = stream.events.filter(({ event }) => event === 'pair');
      const { served } = JSON.parse(stream.events.at(-1).data);
      assert.equal(
        pairs.length,
        served,
        `It has ${pairs.length} pairs and the summary says ${served}.`,
      );
    },
  );
}

/** Small batches, with too few cars, just enough and too many. */
function randomBatches() {
  const random = createRandom(2014);
  const places = (prefix, count) =>
    Array.from({ length: count }, (_, n) => ({
      id: `${prefix}${n + 1}`,
      x: Math.round(random() * 3000),
      y: Math.round(random() * 6000),
    }));
  return Array.from({ length: BATCHES }, (_, n) => ({
    riders: places('r', 2 + (n % 5)),
    cars: places('c', 2 + ((n * 3) % 5)),
  }));
}

function assertValid({ riders, cars }, pairs) {
  for (const [kind, known] of [
    ['rider', riders],
    ['car', cars],
  ]) {
    const ids = pairs.map((pair) => pair[kind]);
    assert.equal(new Set(ids).size, ids.length, `A ${kind} is in two pairs: ${ids.join(', ')}`);
    const unknown = ids.filter((id) => !known.some((each) => each.id === id));
    assert.deepEqual(unknown, [], `The batch has no ${kind} ${unknown.join(', ')}.`);
  }
}

function sumOf({ riders, cars }, pairs) {
  const find = (list, id) => list.find((each) => each.id === id);
  const seconds = pairs.map(({ rider, car }) =>
    pickupSeconds(find(cars, car), find(riders, rider)),
  );
  return seconds.reduce((sum, each) => sum + each, 0);
}

/** Tries every way to give each of the fewer ones one of the more. */
function leastSumByTrial(some, others) {
  if (some.length > others.length) return leastSumByTrial(others, some);
  const [first, ...rest] = some;
  if (!first) return 0;
  const sums = others.map((other) => {
    const remaining = others.filter((each) => each !== other);
    return pickupSeconds(first, other) + leastSumByTrial(rest, remaining);
  });
  return Math.min(...sums);
}

function leastSum(riders, cars) {
  const costs = riders.map((rider) => cars.map((car) => pickupSeconds(car, rider)));
  return linearSumAssignment(costs, { maximaze: false }).gain;
}

function describe({ riders, cars }) {
  return `A batch of ${riders.length} riders and ${cars.length} cars`;
}
