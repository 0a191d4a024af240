import type { ApiProblem } from '../http/api-problem.js';
import { BackOff } from '../http/back-off.js';
import type { StreamOptions, StreamState } from '../stream/stream-options.js';
import { parseCursor } from '../stream/stream-position.js';
import { TransportReader } from '../stream/transport-reader.js';
import type { LeaderState, TabMessage } from './tab-message.js';
import type { ActiveTransport } from '../stream/transport-selector.js';

/** The interval of pings to the leader, in milliseconds. */
const PING_EVERY_MS = 2_000;
/** Unanswered pings in a row after which the leader counts as frozen, without the random part. */
const MIN_UNANSWERED = 3;

export interface FollowerHooks {
  post: (message: TabMessage) => void;
  /** The leader does not answer any more. */
  onLeaderLost: () => void;
}

/**
 * A tab without a connection. It receives messages from the leader and polls the server for those
 * that it has missed. It listens first and polls then, so that no message is lost in between.
 */
export class Follower {
  readonly #reader: TransportReader;
  readonly #ended = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #leader: LeaderState | undefined;
  #unanswered = 0;
  #isCatchingUp = false;
  /** The earliest time of the next poll after one that failed, by `performance.now()`. */
  #retryAt = 0;
  readonly #backOff = new BackOff({ baseMs: 2_000, maxMs: 30_000 });
  #mustCatchUpAgain = false;
  /** Whether this tab has all events. The ops stream has no history, so it always is. */
  #isUpToDate: boolean;
  /** The limit is random, so that not all followers steal the lock at once. */
  readonly #unansweredLimit = MIN_UNANSWERED + Math.floor(Math.random() * 3);

  constructor(
    private readonly options: StreamOptions,
    private readonly hooks: FollowerHooks,
  ) {
    this.#isUpToDate = options.path.startsWith('/v1/ops/');
    this.#reader = new TransportReader(options, {
      onConnecting: () => undefined,
      onRetry: () => undefined,
      onOpened: (opening) => options.onState?.({ status: 'open', opening }),
    });
    this.#timer = setInterval(() => {
      this.#pingLeader();
    }, PING_EVERY_MS);
    hooks.post({ kind: 'ask' });
  }

  get cursor(): string | undefined {
    return this.#reader.position.cursor;
  }

  get transport(): ActiveTransport {
    return this.#leader?.transport ?? 'stream';
  }

  end(): void {
    clearInterval(this.#timer);
    this.#ended.abort();
  }

  wake(): void {
    this.hooks.post({ kind: 'wake' });
    this.hooks.post({ kind: 'ask' });
  }

  onMessage(message: TabMessage): void {
    if (message.kind === 'ask' || message.kind === 'wake') return;
    this.#unanswered = 0;
    // The leader's first message shows that messages arrive from now on, so the poll can begin.
    if (!this.#isUpToDate && !this.#isCatchingUp) void this.#catchUp();
    if (message.kind === 'state') this.#updateLeader(message.state);
    else this.options.onAlive?.();
    if (message.kind === 'event') this.#handleEvent(message);
    if (message.kind === 'snapshot') this.#handleSnapshot(message);
    if (message.kind === 'reading') this.options.onEphemeral?.(message.type, message.data);
  }

  #handleEvent({ event, cursor }: Extract<TabMessage, { kind: 'event' }>): void {
    const { position } = this.#reader;
    const { epoch, seq } = parseCursor(cursor);
    if (epoch === position.epoch && seq <= position.seq) return;
    if (epoch !== position.epoch || seq > position.seq + 1) {
      void this.#catchUp();
      return;
    }
    position.advance(cursor);
    this.options.onEvent(event, { cursor, seq, connection: 0, replayed: false });
  }

  /** The leader received a snapshot. This tab catches up only if its own cursor is behind it. */
  #handleSnapshot({ cursor }: Extract<TabMessage, { kind: 'snapshot' }>): void {
    const { position } = this.#reader;
    const { epoch, seq } = parseCursor(cursor);
    if (epoch !== position.epoch || seq > position.seq) void this.#catchUp();
  }

  #updateLeader(leader: LeaderState): void {
    this.#leader = leader;
    const { status, delayMs } = leader;
    if (status === 'open') this.#reportOpen(leader);
    else if (status === 'waiting') this.#report({ status, delayMs, cause: undefined });
    else this.#report({ status });
  }

  /** Before this tab is up to date, the poll under way reports the opening instead. */
  #reportOpen({ clockOffsetMs }: LeaderState): void {
    if (!this.#isUpToDate) return;
    const cursor = this.cursor ?? '0-0';
    this.options.onAlive?.();
    const serverTime = new Date(Date.now() + clockOffsetMs).toISOString();
    const opened = {
      stream: '',
      mode: 'resumed',
      from: cursor,
      head: cursor,
      serverTime,
      heartbeatSeconds: 0,
    } as const;
    const opening = { opened, connection: 0, presented: cursor, askedAt: performance.now() };
    this.#report({ status: 'open', opening });
  }

  #report(state: StreamState): void {
    this.options.onState?.(state);
  }

  async #catchUp(): Promise<void> {
    this.#mustCatchUpAgain = this.#isCatchingUp;
    if (this.#isCatchingUp) return;
    if (performance.now() < this.#retryAt) {
      this.#isUpToDate = false;
      return;
    }
    this.#isCatchingUp = true;
    const { problem, cause, isFinal } = await this.#reader.catchUp(this.#ended.signal);
    this.#isCatchingUp = false;
    if (this.#ended.signal.aborted) return;
    // After a failure, the leader's next message after the wait starts another attempt.
    this.#isUpToDate = problem === undefined && cause === undefined;
    if (this.#isUpToDate) this.#backOff.reset();
    else this.#retryAt = performance.now() + waitAfter(problem) + this.#backOff.next();
    if (isFinal) this.#report({ status: 'ended', ...(problem && { problem }) });
    else if (this.#mustCatchUpAgain) void this.#catchUp();
    // The poll reported an open stream, but the leader's connection may be down.
    else if (this.#leader) this.#updateLeader(this.#leader);
  }

  #pingLeader(): void {
    this.#unanswered += 1;
    if (this.#unanswered > 1) this.#report({ status: 'connecting' });
    if (this.#unanswered > this.#unansweredLimit) {
      this.#unanswered = 0;
      this.hooks.onLeaderLost();
      return;
    }
    this.hooks.post({ kind: 'ask' });
  }
}

const waitAfter = (problem: ApiProblem | undefined): number =>
  (problem?.retryAfterSeconds ?? 0) * 1_000;
