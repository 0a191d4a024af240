import { beforeEach, describe, expect, it } from '@jest/globals';
import { PhoneLedger } from './phone-ledger.js';
import { STEPS, type SeenTrip, type Step } from './trip-steps.js';

const SECOND = 1_000;
const NOON = Date.parse('2026-11-30T12:00:00Z');

const cursorAt = (seq: number, epoch = 'e'): string => `${epoch}-${seq}`;
const isoAt = (time: number): string => new Date(time).toISOString();

/** The ride as it is after its n-th event, each event a second after the one before. */
function tripAt(seq: number, id = 'first'): SeenTrip {
  const at = (event: number) => (seq >= event ? isoAt(NOON + event * SECOND) : null);
  return {
    id,
    status: STEPS[seq - 1] ?? 'completed',
    requestedAt: isoAt(NOON + SECOND),
    assignedAt: at(2),
    arrivedAt: at(3),
    startedAt: at(4),
    endedAt: at(5),
  };
}

let ledger: PhoneLedger;

beforeEach(() => {
  ledger = new PhoneLedger();
});

function event(seq: number, latencyMs = 10): void {
  const time = NOON + seq * SECOND;
  ledger.takeEvent(
    { cursor: cursorAt(seq), time: isoAt(time), trip: tripAt(seq) },
    time + latencyMs,
  );
}

function snapshot(seq: number, latencyMs = 10): void {
  const now = NOON + seq * SECOND + latencyMs;
  ledger.takeSnapshot({ cursor: cursorAt(seq), trip: tripAt(seq) }, now);
}

const knowledgeOf = (step: Step) =>
  ledger.steps.list().find((entry) => entry.step === step)?.knowledge;

describe('PhoneLedger', () => {
  it('the first snapshot is where the phone begins: it loses nothing and has no latency', () => {
    snapshot(3);
    expect(ledger.status).toBe('driver_arrived');
    expect(ledger.lost).toBe(0);
    expect(ledger.latencies.last).toBeUndefined();
    expect(knowledgeOf('driver_arrived')).toEqual({ kind: 'found' });
    expect(knowledgeOf('in_progress')).toEqual({ kind: 'ahead' });
  });

  it('an event is as old as the time from its append to its arrival', () => {
    snapshot(1);
    event(2, 40);
    event(3, 6_000);
    expect(ledger.events).toBe(2);
    expect([ledger.latencies.last, ledger.latencies.median]).toEqual([6_000, 40]);
    expect(knowledgeOf('driver_assigned')).toEqual({ kind: 'seen', latencyMs: 40 });
  });

  it('an event that comes twice counts once as doubled and changes nothing else', () => {
    snapshot(1);
    event(2);
    event(3);
    event(2, 9_000);
    expect([ledger.events, ledger.doubled, ledger.lost]).toEqual([2, 1, 0]);
    expect(ledger.status).toBe('driver_arrived');
    expect(ledger.latencies.last).toBe(10);
  });

  it('events between a phone and the head of the stream are not known yet, and not lost', () => {
    expect(ledger.countBehind(cursorAt(4))).toBe(0);
    snapshot(1);
    expect(ledger.countBehind(cursorAt(4))).toBe(3);
    expect(ledger.countBehind(cursorAt(4, 'other'))).toBe(0);
    expect(ledger.countBehind(undefined)).toBe(0);
    expect(ledger.lost).toBe(0);
  });

  it('a gap between two events is lost', () => {
    snapshot(1);
    event(4);
    expect([ledger.events, ledger.lost]).toEqual([1, 2]);
  });

  it('a phone that resumes by its cursor has missed events and lost none', () => {
    snapshot(1);
    ledger.cut();
    expect(ledger.outage).toEqual({ missed: undefined, isRecovered: false });
    ledger.open({ mode: 'resumed', head: cursorAt(4) });
    for (const seq of [2, 3, 4]) event(seq, 5_000);
    expect(ledger.outage).toEqual({ missed: 3, isRecovered: true });
    expect([ledger.events, ledger.lost, ledger.doubled]).toEqual([3, 0, 0]);
    expect(knowledgeOf('driver_assigned')).toEqual({ kind: 'seen', latencyMs: 5_000 });
  });

  it('a phone that begins afresh after a cut has lost what came meanwhile', () => {
    snapshot(1);
    ledger.cut();
    ledger.open({ mode: 'fresh', head: cursorAt(4) });
    snapshot(4, 2_000);
    expect(ledger.outage).toEqual({ missed: 3, isRecovered: false });
    expect(ledger.lost).toBe(3);
    expect(knowledgeOf('driver_arrived')).toEqual({ kind: 'skipped' });
    expect(knowledgeOf('in_progress')).toEqual({ kind: 'seen', latencyMs: 2_000 });
  });

  it('a later answer does not change what a cut has cost', () => {
    snapshot(1);
    ledger.cut();
    ledger.open({ mode: 'resumed', head: cursorAt(1) });
    ledger.open({ mode: 'resumed', head: cursorAt(3) });
    expect(ledger.outage).toEqual({ missed: 0, isRecovered: true });
  });

  it('a snapshot of another history is a new beginning and counts nothing as lost', () => {
    snapshot(2);
    ledger.takeSnapshot({ cursor: cursorAt(900, 'restored'), trip: null }, NOON);
    expect(ledger.lost).toBe(0);
    expect(ledger.cursor).toBe('restored-900');
  });

  it('a ride that is missing in a snapshot has ended in a way that the phone can’t see', () => {
    snapshot(3);
    ledger.takeSnapshot({ cursor: cursorAt(5), trip: null }, NOON);
    expect(ledger.status).toBe('gone');
    expect(knowledgeOf('completed')).toEqual({ kind: 'skipped' });
  });

  it('a ride whose end the phone has seen stays completed in a snapshot without a ride', () => {
    snapshot(4);
    event(5);
    ledger.takeSnapshot({ cursor: cursorAt(5), trip: null }, NOON);
    expect(ledger.status).toBe('completed');
  });

  it('the next ride begins with steps of its own', () => {
    snapshot(4);
    event(5);
    const time = isoAt(NOON);
    ledger.takeEvent({ cursor: cursorAt(6), time, trip: tripAt(1, 'second') }, NOON);
    expect(ledger.status).toBe('matching');
    expect(knowledgeOf('completed')).toEqual({ kind: 'ahead' });
  });

  it('an event that leaves the status as it was has a latency too', () => {
    snapshot(4);
    const silent = { cursor: cursorAt(5), time: isoAt(NOON), trip: tripAt(4) };
    ledger.takeEvent(silent, NOON + 70);
    expect(ledger.latencies.last).toBe(70);
    expect(knowledgeOf('in_progress')).toEqual({ kind: 'found' });
  });
});
