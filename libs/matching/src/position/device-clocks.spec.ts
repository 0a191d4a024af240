import { describe, expect, it } from '@jest/globals';
import { DeviceClocks } from './device-clocks.js';

const HOUR = 3_600_000;

/** Judges `[stamp, arrival]` pairs of one device, in seconds. */
function judge(...readings: [stamp: number, arrival: number][]): string[] {
  const clocks = new DeviceClocks();
  return readings.map(([stamp, arrival]) =>
    clocks.judge('phone', { stampMs: stamp * 1000, atMs: arrival * 1000 }),
  );
}

describe('DeviceClocks', () => {
  it('a late batch of old readings does not count, however many requests carry it', () => {
    expect(judge([100, 0], [101, 1], [40, 1.1], [60, 1.2], [95, 1.3], [102, 2], [98, 2.1])).toEqual(
      ['newer', 'newer', 'late', 'late', 'late', 'newer', 'late'],
    );
  });

  it('the same old batch sent again and again does not count', () => {
    expect(judge([100, 0], [90, 1], [90, 3], [90, 6], [90, 20])).not.toContain('reset');
  });

  it('a clock that is set back counts again after three seconds of steady stamps', () => {
    const before: [number, number][] = [
      [7200, 0],
      [7201, 1],
    ];
    const after: [number, number][] = [
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [6, 6],
    ];
    expect(judge(...before, ...after)).toEqual([
      'newer',
      'newer',
      'late',
      'late',
      'late',
      'reset',
      'newer',
    ]);
  });

  it('a phone whose clock is hours ahead or behind works, because only its own stamps count', () => {
    const clocks = new DeviceClocks();
    for (const offset of [-2 * HOUR, 0, 2 * HOUR]) {
      for (let second = 0; second < 5; second++) {
        const reading = { stampMs: Date.now() + offset + second * 1000, atMs: second * 1000 };
        expect(clocks.judge(`phone ${offset}`, reading)).toBe('newer');
      }
    }
  });
});
