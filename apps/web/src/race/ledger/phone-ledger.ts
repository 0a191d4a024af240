import { hasEnded } from '#client';
import { parseCursor, type TripStatus } from '#contracts';
import { Latencies } from './latencies.js';
import { beginOfStatus, TripSteps, type SeenTrip } from './trip-steps.js';

/** How the server treats the cursor that a phone presented: `mode` of `stream.opened`. */
export interface Opening {
  mode: 'fresh' | 'resumed' | 'reset';
  /** The cursor of the last event of the stream at that moment. */
  head: string;
}

/** An event as a phone reads it, whichever way it came. */
export interface SeenEvent {
  cursor: string;
  /** When it was appended, as an ISO 8601 time of the server. */
  time: string;
  trip: SeenTrip | undefined;
}

export interface SeenSnapshot {
  cursor: string;
  /** Null without an active trip. */
  trip: SeenTrip | null;
}

/** A time without a connection. */
export interface Outage {
  /** Number of events that came into the stream meanwhile; undefined until the phone is back. */
  missed: number | undefined;
  /** Whether the server sent them after the return. */
  isRecovered: boolean;
}

/** `gone`: the ride is no longer active, and the phone has not learnt how it ended. */
export type KnownStatus = TripStatus | 'gone';

/**
 * The books of one phone: what it has received of the stream, how late, and what it will never get.
 * Every number comes from the sequence numbers of the cursors, which have no gaps.
 */
export class PhoneLedger {
  /** The cursor of the last event or snapshot; undefined before the first. */
  cursor: string | undefined;
  status: KnownStatus | undefined;
  events = 0;
  doubled = 0;
  lost = 0;
  outage: Outage | undefined;
  readonly latencies = new Latencies();
  readonly steps = new TripSteps();
  /** The position at which the connection was cut. */
  private cutAt: string | undefined;

  open({ mode, head }: Opening): void {
    if (!this.outage || this.outage.missed !== undefined) return;
    const missed = this.countTo(head, this.cutAt);
    this.outage = { missed, isRecovered: mode === 'resumed' };
  }

  /** @param now milliseconds since 1970 by the server's clock, as for `takeEvent` */
  takeSnapshot({ cursor, trip }: SeenSnapshot, now: number): void {
    const isFirst = this.cursor === undefined;
    this.lost += this.countTo(cursor);
    this.cursor = cursor;
    if (!trip) this.loseSight();
    else if (isFirst) this.learn(trip, undefined);
    else {
      const latencyMs = now - timeOf(beginOfStatus(trip), now);
      if (this.learn(trip, latencyMs)) this.latencies.add(latencyMs);
    }
  }

  takeEvent({ cursor, time, trip }: SeenEvent, now: number): void {
    const ahead = this.countTo(cursor);
    if (ahead === 0 && this.isKnown(cursor)) {
      this.doubled += 1;
      return;
    }
    this.lost += Math.max(0, ahead - 1);
    this.cursor = cursor;
    this.events += 1;
    const latencyMs = now - timeOf(time, now);
    this.latencies.add(latencyMs);
    if (trip) this.learn(trip, latencyMs);
  }

  /** The connection is gone. */
  cut(): void {
    this.cutAt = this.cursor;
    this.outage = { missed: undefined, isRecovered: false };
  }

  /** Number of events up to `head` that this phone has not got; 0 before its first contact. */
  countBehind(head: string | undefined): number {
    return head === undefined ? 0 : this.countTo(head);
  }

  /** @returns whether the step is new to the phone */
  private learn(trip: SeenTrip, latencyMs: number | undefined): boolean {
    this.status = trip.status;
    return this.steps.learn(trip, latencyMs);
  }

  /** A snapshot has active trips only: the trip has ended, and the phone can't see how. */
  private loseSight(): void {
    const { status } = this;
    if (status === undefined || status === 'gone' || hasEnded({ status })) return;
    this.status = 'gone';
    this.steps.lose();
  }

  /** Events between a position and a cursor of the same history; 0 for any other cursor. */
  private countTo(cursor: string, from = this.cursor): number {
    const [here, there] = [parse(from), parse(cursor)];
    return here && there && here.epoch === there.epoch ? Math.max(0, there.seq - here.seq) : 0;
  }

  private isKnown(cursor: string): boolean {
    const [here, there] = [parse(this.cursor), parse(cursor)];
    return here?.epoch === there?.epoch;
  }
}

const parse = (cursor: string | undefined) => (cursor === undefined ? null : parseCursor(cursor));

/** @returns `fallback` for a time that is missing or none */
function timeOf(iso: string | undefined, fallback: number): number {
  const time = iso === undefined ? NaN : Date.parse(iso);
  return Number.isNaN(time) ? fallback : time;
}
