import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConnectionHarness } from '../../test/connection-harness.js';
import { HeartbeatWheel } from './heartbeat-wheel.js';
import type { StreamConnection } from './stream-connection.js';

const PERIOD_MS = 5000;

let beats: StreamConnection[][];
let heart: HeartbeatWheel;

beforeEach(() => {
  jest.useFakeTimers();
  beats = [];
  heart = new HeartbeatWheel(PERIOD_MS, (connections) => beats.push([...connections]));
});

afterEach(() => {
  heart.stop();
  jest.useRealTimers();
});

const joining = (count: number): StreamConnection[] =>
  Array.from({ length: count }, () => {
    const connection = new ConnectionHarness().connect();
    heart.join(connection);
    connection.onEnd(() => heart.leave(connection));
    return connection;
  });

describe('the heart', () => {
  it('beats once for every connection in every period', () => {
    const connections = joining(120);
    for (let period = 1; period <= 3; period++) {
      jest.advanceTimersByTime(PERIOD_MS);
      expect(beats.flat()).toHaveLength(period * 120);
    }
    expect(new Set(beats.flat())).toEqual(new Set(connections));
  });

  it('never beats for all at once', () => {
    joining(1000);
    jest.advanceTimersByTime(PERIOD_MS);
    expect(Math.max(...beats.map(({ length }) => length))).toBeLessThanOrEqual(2);
  });

  it('forgets who has left, and is silent when nobody is there', () => {
    const [gone, staying] = joining(2);
    gone!.end();
    jest.advanceTimersByTime(PERIOD_MS);
    expect(beats).toEqual([[staying]]);
    staying!.end();
    jest.advanceTimersByTime(PERIOD_MS);
    expect(beats).toHaveLength(1);
  });

  it('keeps time with a period shorter than its turns', () => {
    heart.stop();
    heart = new HeartbeatWheel(5, (connections) => beats.push([...connections]));
    joining(3);
    jest.advanceTimersByTime(100);
    expect(beats).toHaveLength(20);
  });

  it('goes by the clock: turns that a stall delayed are made up for, a period of them at most', () => {
    const begin = performance.now();
    heart.stop();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(begin);
    heart = new HeartbeatWheel(PERIOD_MS, (connections) => beats.push([...connections]));
    joining(500);
    clock.mockReturnValue(begin + PERIOD_MS / 2);
    jest.advanceTimersByTime(10);
    expect(beats.flat()).toHaveLength(250);
    clock.mockReturnValue(begin + 20 * PERIOD_MS);
    jest.advanceTimersByTime(10);
    expect(beats.flat()).toHaveLength(750);
    clock.mockRestore();
  });
});
