import type { DayRecord } from '../src/day/day-record.js';
import { assignShifts } from '../src/day/duty/duty-rules.js';
import type { AuditedDay } from './audited-day.js';

const DAY_SECONDS = 86_400;
const ROUNDING_SECONDS = 0.01;

type Spans = NonNullable<DayRecord['duty']>[number];

/** Cars drive on duty only, their shifts begin as planned, and breaks have their length. */
export function auditDuty(day: AuditedDay): string[] {
  const { duty, stops } = day.record;
  if (!duty) return [];
  return duty.flatMap((spans, car) => {
    const faults = auditSpans(day, spans, car);
    for (const [index, stop] of stops[car]!.entries()) {
      const at = stop.charge?.untilSeconds ?? stop.atSeconds;
      if (!isWithin(spans, at)) faults.push(`car ${car} is off duty at its stop ${index}`);
    }
    return [...faults, ...auditAssignments(day, spans, car)];
  });
}

function auditAssignments({ record }: AuditedDay, spans: Spans, car: number): string[] {
  return record.rides.flatMap((ride, index) => {
    if (ride.status !== 'served' || ride.vehicle !== car) return [];
    if (isWithin(spans, ride.assignedSeconds)) return [];
    return [`ride ${index} is given to a car off duty`];
  });
}

function auditSpans({ rules, city }: AuditedDay, spans: Spans, car: number): string[] {
  const { breaks, shifts = [] } = rules;
  const shift = city.cars?.[car]?.shift ?? assignShifts(shifts, city.startNodes.length)[car];
  return spans.flatMap(({ from, to }, index) => {
    const next = spans[index + 1];
    const isShiftStart = !shift || isInShift(from, shift);
    const isBreak = next && breaks && (!shift || !isShiftBegin(next.from, shift.startSeconds));
    const checks: [boolean, string][] = [
      [from < to, 'has no length'],
      [isShiftStart, 'begins outside of the shift'],
      [!next || next.from >= to, 'ends after the next one begins'],
      [!isBreak || next.from - to >= breaks.seconds - ROUNDING_SECONDS, 'ends with a short break'],
    ];
    return checks.flatMap(([isSound, problem]) =>
      isSound ? [] : [`the duty ${index} of car ${car} ${problem}`],
    );
  });
}

interface Shift {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

function isInShift(at: number, { startSeconds, endSeconds }: Shift): boolean {
  const time = at % DAY_SECONDS;
  if (startSeconds < endSeconds) return time >= startSeconds && time < endSeconds;
  return time >= startSeconds || time < endSeconds;
}

const isShiftBegin = (at: number, startSeconds: number): boolean =>
  at % DAY_SECONDS === startSeconds % DAY_SECONDS;

const isWithin = (spans: Spans, at: number): boolean =>
  spans.some(({ from, to }) => at >= from - ROUNDING_SECONDS && at <= to + ROUNDING_SECONDS);
