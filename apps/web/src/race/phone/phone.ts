import { abortableDelay } from '#client';
import { PhoneLedger } from '../ledger/phone-ledger.js';
import type { ServerClock } from '../ledger/server-clock.js';
import { browserTime, WireRefusal, type WireListener } from '../wire/wire.js';
import type { PhoneCounts, PhoneState, PhoneView } from './phone-view.js';
import { WAY_PLANS } from './way-plans.js';
import type { Interval, Way } from './way.js';

/** How long a cut connection stays away, unless the visitor mends it before. */
export const CUT_SECONDS = 6;
const CUT_MS = CUT_SECONDS * 1000;

/** A failed connection is tried again after one second, then after two, up to this. */
const MOST_RETRY_MS = 15_000;
const FIRST_RETRY_MS = 1_000;
const CHECK_MS = 1_000;

/** What the phones of a page share. */
export interface PhoneShared {
  clock: ServerClock;
  /** Whether a phone presents its last cursor when it comes back. */
  keepsCursor: () => boolean;
  /** The cursor of the last event that any phone knows. */
  head: () => string | undefined;
  /** The phone has read up to this cursor. */
  onCursor: (cursor: string) => void;
  onChange: () => void;
}

/** Where a phone reads, and in whose name. */
export interface PhoneStream {
  url: string;
  token: string;
}

/** One phone: reads the stream in its way, comes back after each cut, and keeps its books. */
export class Phone {
  private ledger = new PhoneLedger();
  private state: PhoneState = 'idle';
  private interval: Interval | undefined;
  private readonly counts = { requests: 0, locations: 0, reconnects: 0, data: 0, heads: 0 };
  /** Ends the phone. */
  private ending = new AbortController();
  /** Ends the present connection. */
  private current = new AbortController();
  /** Ends the wait before the next one. */
  private waiting = new AbortController();
  /** Ends the time without a connection. */
  private mending = new AbortController();
  private silenceMs: number;
  private lastByteAt = 0;
  private failures = 0;
  /** The next connection follows a cut or a failure. */
  private isReturning = false;

  constructor(
    readonly way: Way,
    private readonly shared: PhoneShared,
  ) {
    const { interval, silenceSeconds } = WAY_PLANS[way];
    this.interval = interval;
    this.silenceMs = silenceSeconds * 1000;
  }

  /** Reads until `stop`. */
  start(stream: PhoneStream): void {
    if (this.state !== 'idle') return;
    this.ending = new AbortController();
    void this.run(stream);
  }

  stop(): void {
    for (const part of [this.ending, this.current, this.waiting, this.mending]) part.abort();
  }

  /** Drops the connection, as a phone in a tunnel loses it. It comes back after `CUT_SECONDS`. */
  cut(): void {
    if (this.state === 'idle' || this.state === 'cut' || this.state === 'closed') return;
    this.ledger.cut();
    this.mending = new AbortController();
    this.change('cut');
    this.current.abort();
    this.waiting.abort();
  }

  /** Ends a cut before its time. */
  mend(): void {
    this.mending.abort();
  }

  /** Chooses the seconds between two polls. If the phone waits, the next poll goes out at once. */
  chooseInterval(interval: Interval): void {
    this.interval = interval;
    if (this.state === 'live') this.waiting.abort();
    this.shared.onChange();
  }

  view(): PhoneView {
    const { way, state, interval, ledger } = this;
    const { status, steps, latencies, outage } = ledger;
    return {
      way,
      state,
      interval,
      status,
      steps: steps.list(),
      lastLatency: latencies.last,
      medianLatency: latencies.median,
      outage,
      counts: this.countAll(),
    };
  }

  private countAll(): PhoneCounts {
    const { events, lost, doubled } = this.ledger;
    const behind = this.ledger.countBehind(this.shared.head());
    return { ...this.counts, events, lost, doubled, behind };
  }

  private async run(stream: PhoneStream): Promise<void> {
    while (!this.ending.signal.aborted) {
      const waitMs = await this.connectOnce(stream);
      if (this.state === 'closed') return;
      this.waiting = new AbortController();
      await abortableDelay(waitMs, this.waiting.signal);
      if (!this.isCut()) continue;
      await abortableDelay(CUT_MS, this.mending.signal);
      this.isReturning = true;
    }
  }

  /** `cut` sets the state while a connection or a wait is under way. */
  private isCut(): boolean {
    return this.state === 'cut';
  }

  /** @returns how long to wait before the next connection, in milliseconds */
  private async connectOnce({ url, token }: PhoneStream): Promise<number> {
    this.current = new AbortController();
    const { signal } = this.current;
    const { wire } = WAY_PLANS[this.way];
    if (this.isReturning) this.counts.reconnects += 1;
    const cursor = this.cursorToPresent();
    this.isReturning = false;
    // A poll that follows another is no new connection to look at.
    if (this.state !== 'live') this.change('connecting');
    const watch = this.watchSilence();
    try {
      const retryMs = await wire({ url, token, cursor, signal, listener: this.listenerOf(signal) });
      this.failures = 0;
      return this.afterEnd(retryMs);
    } catch (error) {
      return this.afterFailure(error);
    } finally {
      clearInterval(watch);
    }
  }

  /**
   * Without cursors each connection begins with a snapshot. A long poll that presented none would be
   * answered at once, again and again, so it keeps its own cursor until it is cut.
   */
  private cursorToPresent(): string | undefined {
    const keeps = this.shared.keepsCursor() || (this.way === 'long-polling' && !this.isReturning);
    return keeps ? this.ledger.cursor : undefined;
  }

  /** A connection that came to its end: an answered poll, or a stream that the server has ended. */
  private afterEnd(retryMs: number | undefined): number {
    if (this.isCut()) return 0;
    if (this.interval !== undefined) return this.interval * 1000;
    if (this.way === 'long-polling') return 0;
    this.loseConnection('waiting');
    return retryMs ?? FIRST_RETRY_MS;
  }

  private afterFailure(error: unknown): number {
    if (this.isCut() || this.ending.signal.aborted) return 0;
    if (error instanceof WireRefusal) {
      this.loseConnection('closed');
      return 0;
    }
    this.loseConnection('waiting');
    this.failures += 1;
    // Not all phones of a server that restarts come back at once.
    const share = 0.5 + Math.random() / 2;
    return Math.min(MOST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures) * share;
  }

  private loseConnection(state: 'waiting' | 'closed'): void {
    this.isReturning = true;
    this.ledger.cut();
    this.change(state);
  }

  private watchSilence(): ReturnType<typeof setInterval> {
    this.lastByteAt = performance.now();
    return setInterval(() => {
      if (performance.now() - this.lastByteAt > this.silenceMs) this.current.abort();
    }, CHECK_MS);
  }

  private listenerOf(signal: AbortSignal): WireListener {
    const { clock, onCursor, onChange } = this.shared;
    const { ledger, counts } = this;
    const now = () => clock.toServerTime(browserTime());
    /** What arrives after a cut is not received. */
    const receive =
      <T extends unknown[]>(take: (...values: T) => void) =>
      (...values: T): void => {
        if (signal.aborted) return;
        take(...values);
        if (ledger.cursor !== undefined) onCursor(ledger.cursor);
        onChange();
      };
    return {
      onRequest: () => (counts.requests += 1),
      onBytes: ({ data = 0, heads = 0 }) => {
        this.lastByteAt = performance.now();
        counts.data += data;
        counts.heads += heads;
        onChange();
      },
      onOpening: receive((opening) => {
        if (opening.clock) clock.observe(opening.clock);
        if (opening.heartbeatSeconds) this.silenceMs = 3000 * opening.heartbeatSeconds;
        ledger.open(opening);
        this.change('live');
      }),
      onSnapshot: receive((snapshot) => ledger.takeSnapshot(snapshot, now())),
      onEvent: receive((event) => ledger.takeEvent(event, now())),
      onLocation: receive(() => (counts.locations += 1)),
    };
  }

  private change(state: PhoneState): void {
    this.state = state;
    this.shared.onChange();
  }
}
