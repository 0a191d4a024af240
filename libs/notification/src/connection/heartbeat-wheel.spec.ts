import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConnectionHarness } from '../../test/connection-harness.js';
import { HeartbeatWheel } from './heartbeat-wheel.js';
import type { StreamConnection } from './stream-connection.js';

const PERIOD_MS = 5000;

/** The connections of each call, in order. */
let calls: StreamConnection[][];
let wheel: HeartbeatWheel;

beforeEach(() => {
  jest.useFakeTimers();
  calls = [];
  wheel = new HeartbeatWheel(PERIOD_MS, (connections) => calls.push([...connections]));
});

afterEach(() => {
  wheel.stop();
  jest.useRealTimers();
});

const joinMany = (count: number): StreamConnection[] =>
  Array.from({ length: count }, () => {
    const connection = new ConnectionHarness().connect();
    wheel.join(connection);
    connection.onEnd(() => wheel.leave(connection));
    return connection;
  });

describe('HeartbeatWheel', () => {
  it('serves every connection once in every period', () => {
    const connections = joinMany(120);
    for (let period = 1; period <= 3; period++) {
      jest.advanceTimersByTime(PERIOD_MS);
      expect(calls.flat()).toHaveLength(period * 120);
    }
    expect(new Set(calls.flat())).toEqual(new Set(connections));
  });

  it('spreads the connections evenly over the period', () => {
    joinMany(1000);
    jest.advanceTimersByTime(PERIOD_MS);
    expect(Math.max(...calls.map(({ length }) => length))).toBeLessThanOrEqual(2);
  });

  it('skips connections that have left, and empty slots', () => {
    const [gone, staying] = joinMany(2);
    gone!.end();
    jest.advanceTimersByTime(PERIOD_MS);
    expect(calls).toEqual([[staying]]);
    staying!.end();
    jest.advanceTimersByTime(PERIOD_MS);
    expect(calls).toHaveLength(1);
  });

  it('keeps time with a period shorter than a tick', () => {
    wheel.stop();
    wheel = new HeartbeatWheel(5, (connections) => calls.push([...connections]));
    joinMany(3);
    jest.advanceTimersByTime(100);
    expect(calls).toHaveLength(20);
  });

  it('makes up for the ticks that a stall delayed, for one period at most', () => {
    const startedAt = performance.now();
    wheel.stop();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(startedAt);
    wheel = new HeartbeatWheel(PERIOD_MS, (connections) => calls.push([...connections]));
    joinMany(500);
    clock.mockReturnValue(startedAt + PERIOD_MS / 2);
    jest.advanceTimersByTime(40);
    expect(calls.flat()).toHaveLength(250);
    clock.mockReturnValue(startedAt + 20 * PERIOD_MS);
    jest.advanceTimersByTime(40);
    expect(calls.flat()).toHaveLength(750);
    clock.mockRestore();
  });
});
