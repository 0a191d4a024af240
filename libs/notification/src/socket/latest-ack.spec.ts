import { expect, it } from '@jest/globals';
import { LatestAck } from './latest-ack.js';

it('carries out one acknowledgement at a time, and of the waiting ones only the latest', async () => {
  const carriedOut: string[] = [];
  let release: () => void = () => undefined;
  const acks = new LatestAck((cursor) => {
    carriedOut.push(cursor);
    return new Promise((resolve) => (release = resolve));
  });
  for (const cursor of ['e-1', 'e-2', 'e-3']) acks.take(cursor);
  expect(carriedOut).toEqual(['e-1']);
  release();
  await Promise.resolve();
  await Promise.resolve();
  expect(carriedOut).toEqual(['e-1', 'e-3']);
});

it('carries out an acknowledgement that comes after all others', async () => {
  const carriedOut: string[] = [];
  const acks = new LatestAck((cursor) => {
    carriedOut.push(cursor);
    return Promise.resolve();
  });
  acks.take('e-1');
  for (let tick = 0; tick < 5; tick++) await Promise.resolve();
  acks.take('e-2');
  expect(carriedOut).toEqual(['e-1', 'e-2']);
});
