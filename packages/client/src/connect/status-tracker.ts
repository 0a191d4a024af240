import { Stopwatch } from '../http/stopwatch.js';
import { startTimer } from '../http/timer.js';
import { clockOffsetOf } from '../stream/clock-offset.js';
import type { Opening, StreamState } from '../stream/stream-options.js';
import { parseCursor } from '../stream/stream-position.js';
import type { ConnectState, ConnectStatus } from './connect-options.js';
import type { ActiveTransport } from '../stream/transport-selector.js';

export interface TrackerOptions {
  staleAfterMs: number;
  /** False for the ops stream: it has no history, so the client never has to catch up. */
  hasHistory: boolean;
  transport: () => ActiveTransport;
  onState: (state: ConnectState) => void;
}

/** Derives the state that a page can show from the states of the connection. */
export class StatusTracker {
  /** The time since the last sign of life, or since the start before the first. */
  readonly #silence = new Stopwatch();
  #hasBeenAlive = false;
  #clockOffsetMs = 0;
  #connection: StreamState = { status: 'connecting' };
  /** The sequence number at which the stream is live; -1 while the snapshot is outstanding. */
  #head = 0;
  #seq = 0;
  #reported: ConnectStatus | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: TrackerOptions) {}

  get state(): ConnectState {
    const connection = this.#connection;
    const ageSeconds = this.#hasBeenAlive ? this.#silence.elapsedMs / 1000 : null;
    const transport = this.options.transport();
    const state = {
      status: this.#status(),
      ageSeconds,
      clockOffsetMs: this.#clockOffsetMs,
      transport,
    };
    if (connection.status === 'waiting') return { ...state, retryInMs: connection.delayMs };
    if (connection.status !== 'ended') return state;
    const { closing, problem } = connection;
    return { ...state, closing, problem };
  }

  markAlive(): void {
    this.#hasBeenAlive = true;
    this.#silence.restart();
  }

  update(engine: StreamState): void {
    if (engine.status === 'open') this.#open(engine.opening);
    this.#connection = engine;
    this.#report();
  }

  /** All messages up to this cursor have been delivered. */
  advanceTo(cursor: string, isSnapshot: boolean): void {
    this.#seq = parseCursor(cursor).seq;
    if (isSnapshot) this.#head = Math.max(this.#head, 0);
    this.#report();
  }

  #open(opening: Opening): void {
    const { mode, head, from } = opening.opened;
    const isResumed = mode === 'resumed';
    this.#seq = isResumed ? parseCursor(from).seq : 0;
    this.#head = isResumed ? parseCursor(head).seq : -1;
    this.#clockOffsetMs = clockOffsetOf(opening) ?? this.#clockOffsetMs;
  }

  #status(): ConnectStatus {
    const { status } = this.#connection;
    if (status === 'ended') return 'closed';
    if (status === 'open') return this.#isBehind() ? 'catching-up' : 'live';
    // The stream is paused because its consumer is slow. It resumes when the queue has drained.
    if (status === 'paused') return 'catching-up';
    return this.#silence.elapsedMs >= this.options.staleAfterMs ? 'stale' : 'connecting';
  }

  #isBehind(): boolean {
    return this.options.hasHistory && (this.#head < 0 || this.#seq < this.#head);
  }

  #report(): void {
    clearTimeout(this.#timer);
    const { state } = this;
    if (state.status === 'connecting') {
      this.#timer = startTimer(() => {
        this.#report();
      }, this.options.staleAfterMs - this.#silence.elapsedMs);
    }
    if (state.status === this.#reported) return;
    this.#reported = state.status;
    this.options.onState(state);
  }
}
