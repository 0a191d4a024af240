import { describe, expect, it } from '@jest/globals';
import { CarDuty, type CarDutyParts } from './car-duty.js';
import { assignShifts } from './duty-rules.js';

const HOUR = 3_600;
const shiftOf = (from: number, to: number) => ({
  startSeconds: from * HOUR,
  endSeconds: to * HOUR,
});

const dutyOf = (parts: Partial<CarDutyParts>): CarDuty =>
  new CarDuty({ shift: undefined, breaks: undefined, firstBreakShare: 1, ...parts });

/** The hours on duty of a car that is always free, until `hours`. */
function hoursOf(duty: CarDuty, hours: number, freeAt = 0): [number, number][] {
  for (let at = 0; at <= hours * HOUR; at += 60) duty.advance(at, freeAt);
  return duty.listSpans().map(({ from, to }) => [from / HOUR, to / HOUR]);
}

describe('CarDuty', () => {
  it('a shift is the same on each day', () => {
    expect(hoursOf(dutyOf({ shift: shiftOf(6, 14) }), 40)).toEqual([
      [6, 14],
      [30, 38],
    ]);
  });

  it('a shift over midnight begins with what is left of that of the day before', () => {
    expect(hoursOf(dutyOf({ shift: shiftOf(22, 6) }), 48)).toEqual([
      [0, 6],
      [22, 30],
      [46, Infinity],
    ]);
  });

  it('a shift of 24 hours goes on at its end', () => {
    const spans = hoursOf(dutyOf({ shift: shiftOf(6, 6) }), 20);
    expect(spans).toEqual([
      [0, 6],
      [6, Infinity],
    ]);
  });

  it('a car finishes its ride after the end of the shift', () => {
    const duty = dutyOf({ shift: shiftOf(0, 2) });
    duty.advance(2 * HOUR, 2.5 * HOUR);
    expect(duty.isOn).toBe(true);
    duty.advance(3 * HOUR, 2.5 * HOUR);
    expect(duty.listSpans()).toEqual([{ from: 0, to: 2.5 * HOUR }]);
  });

  it('a break is due after the time on duty, has its length, and the shift may end before it is over', () => {
    const breaks = { seconds: HOUR, everySeconds: 4 * HOUR };
    expect(hoursOf(dutyOf({ breaks, firstBreakShare: 0.5 }), 9)).toEqual([
      [0, 2],
      [3, 7],
      [8, Infinity],
    ]);
    expect(hoursOf(dutyOf({ breaks, shift: shiftOf(0, 4.5) }), 10)).toEqual([[0, 4]]);
  });

  it('a skipped gap of days has the shifts of its days', () => {
    const duty = dutyOf({ shift: shiftOf(6, 14) });
    duty.advance(5 * 24 * HOUR, 0);
    expect(duty.listSpans()).toHaveLength(5);
  });
});

describe('assignShifts', () => {
  it('cars get the shifts in their order; shares are rounded, and the rest is divided', () => {
    const shares = [
      { ...shiftOf(0, 8), cars: { count: 2 } },
      { ...shiftOf(8, 16), cars: { share: 0.3 } },
      { ...shiftOf(16, 24), cars: 'rest' as const },
    ];
    const starts = assignShifts(shares, 10).map((shift) => shift!.startSeconds / HOUR);
    expect(starts).toEqual([0, 0, 8, 8, 8, 16, 16, 16, 16, 16]);
    expect(assignShifts(shares.slice(0, 1), 3)[2]).toBeUndefined();
    expect(assignShifts(shares, 1)).toHaveLength(1);
  });
});
