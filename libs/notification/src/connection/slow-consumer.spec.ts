import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { until } from '#testing';
import { ResponseSink } from '../frame/response-sink.js';
import { ConnectionHarness } from '../../test/connection-harness.js';

const { open, waitUntilIdle } = ConnectionHarness;

/** The feed turns to the mailbox above 64 KB (`maxWaitingBytes`): 50 of these events exceed it. */
const TEXT = 'x'.repeat(2_000);
const EVENTS = 50;

let harness: ConnectionHarness;

beforeEach(() => {
  harness = new ConnectionHarness();
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a client that stops reading before the response reaches its high-water mark', () => {
  it('a stalled reader costs no query while no byte leaves, and is closed', async () => {
    harness.maxLagMs = 300;
    await open(harness.connect(undefined, { sink: new ResponseSink(frozenResponse()) }));
    announce(EVENTS);
    await until('the client is closed', () => harness.closing);
    expect(harness.closing).toMatchObject({ reason: 'slow_consumer', reconnect: true });
    expect(harness.pagesRead).toBe(0);
  });

  it('a stalled reader gets the rest from the mailbox when it reads again', async () => {
    const response = frozenResponse();
    await open(harness.connect(undefined, { sink: new ResponseSink(response) }));
    announce(EVENTS);
    await waitUntilIdle();
    expect(harness.sent.length).toBeLessThan(EVENTS);
    response.resume();
    await until('it has every event', () => harness.sent.length === EVENTS);
    expect(harness.sent).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1));
    expect(harness.completed).toBe(false);
  });

  it('the heartbeats close it when one event waits and none follows', async () => {
    const { connection, passTime } = await openWithClock(frozenResponse());
    announce(1);
    passTime();
    expect(harness.closing).toBeUndefined();
    passTime();
    connection.heartbeat();
    expect(harness.closing).toMatchObject({ reason: 'slow_consumer', reconnect: true });
  });

  it('a slow reader stays open as long as it takes bytes between the heartbeats', async () => {
    const response = frozenResponse();
    const { passTime } = await openWithClock(response);
    announce(EVENTS / 2);
    for (let beat = 0; beat < 10; beat++) {
      await waitUntilIdle();
      response.read();
      await waitUntilIdle();
      passTime();
    }
    expect(harness.closing).toBeUndefined();
  });
});

/** Opens a connection. Each `passTime` lets two thirds of the limit pass before a heartbeat. */
async function openWithClock(response: PassThrough) {
  const connection = harness.connect(undefined, { sink: new ResponseSink(response) });
  await open(connection);
  let now = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const passTime = (): void => {
    now += (harness.maxLagMs * 2) / 3;
    connection.heartbeat();
  };
  return { connection, passTime };
}

function announce(count: number): void {
  for (let index = 0; index < count; index++) {
    harness.announce(harness.commit('trip.driver_assigned', TEXT));
  }
}

/** A response whose client takes no bytes, with a high-water mark that no test reaches. */
const frozenResponse = (): PassThrough =>
  new PassThrough({ readableHighWaterMark: 1, writableHighWaterMark: 1024 * 1024 });
