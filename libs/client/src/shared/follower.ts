import type { StreamOptions, StreamState } from '../stream/stream-options.js';
import { parseCursor } from '../stream/stream-position.js';
import { TransportReader } from '../stream/transport-reader.js';
import type { LeaderState, TabMessage } from './tab-message.js';

/** How often the leader is asked whether it is there, in milliseconds. */
const PING_EVERY_MS = 2_000;
/** So many questions in a row without an answer: its tab is frozen. */
const MIN_UNANSWERED = 3;

export interface FollowerHooks {
  post: (message: TabMessage) => void;
  /** The leader doesn't answer any more. */
  onLeaderLost: () => void;
}

/**
 * A tab without a connection: it hears from the leader, and what it has missed it gets from
 * the server by a poll. Listening first and looking then, so there is no hole in between.
 */
export class Follower {
  private readonly reader: TransportReader;
  private readonly ended = new AbortController();
  private readonly timer: ReturnType<typeof setInterval>;
  private leader: LeaderState | undefined;
  private unanswered = 0;
  private isCatchingUp = false;
  private mustCatchUpAgain = false;
  /** The city has no history, so nothing of it can be missing. */
  private isUpToDate: boolean;
  /** Not all followers lose patience at once. */
  private readonly unansweredLimit = MIN_UNANSWERED + Math.floor(Math.random() * 3);

  constructor(
    private readonly options: StreamOptions,
    private readonly hooks: FollowerHooks,
  ) {
    this.isUpToDate = options.path.startsWith('/v1/ops/');
    this.reader = new TransportReader(options, {
      onConnecting: () => undefined,
      onRetry: () => undefined,
      onOpened: (opening) => options.onState?.({ status: 'open', opening }),
    });
    this.timer = setInterval(() => {
      this.pingLeader();
    }, PING_EVERY_MS);
    hooks.post({ kind: 'ask' });
  }

  get cursor(): string | undefined {
    return this.reader.position.cursor;
  }

  get transport(): 'stream' | 'polling' {
    return this.leader?.transport ?? 'stream';
  }

  end(): void {
    clearInterval(this.timer);
    this.ended.abort();
  }

  wake(): void {
    this.hooks.post({ kind: 'wake' });
    this.hooks.post({ kind: 'ask' });
  }

  onMessage(message: TabMessage): void {
    if (message.kind === 'ask' || message.kind === 'wake') return;
    this.unanswered = 0;
    // A leader is there, so there is somebody to follow from now on.
    if (!this.isUpToDate && !this.isCatchingUp) void this.catchUp();
    if (message.kind === 'state') this.updateLeader(message.state);
    else this.options.onAlive?.();
    if (message.kind === 'event') this.handleEvent(message);
    if (message.kind === 'snapshot') this.handleSnapshot(message);
    if (message.kind === 'reading') this.options.onEphemeral?.(message.type, message.data);
  }

  private handleEvent({ event, cursor }: Extract<TabMessage, { kind: 'event' }>): void {
    const { position } = this.reader;
    const { epoch, seq } = parseCursor(cursor);
    if (epoch === position.epoch && seq <= position.seq) return;
    if (epoch !== position.epoch || seq > position.seq + 1) {
      void this.catchUp();
      return;
    }
    position.advance(cursor);
    this.options.onEvent(event, { cursor, seq, connection: 0, replayed: false });
  }

  /** The leader began anew. What we know may be as good as that, or better. */
  private handleSnapshot({ cursor }: Extract<TabMessage, { kind: 'snapshot' }>): void {
    const { position } = this.reader;
    const { epoch, seq } = parseCursor(cursor);
    if (epoch !== position.epoch || seq > position.seq) void this.catchUp();
  }

  private updateLeader(leader: LeaderState): void {
    this.leader = leader;
    const { status, delayMs } = leader;
    if (status === 'open') this.reportOpen(leader);
    else if (status === 'waiting') this.report({ status, delayMs, cause: undefined });
    else this.report({ status });
  }

  /** Before we are up to date, the poll that is under way will tell. */
  private reportOpen({ clockOffsetMs }: LeaderState): void {
    if (!this.isUpToDate) return;
    const cursor = this.cursor ?? '0-0';
    this.options.onAlive?.();
    const serverTime = new Date(Date.now() + clockOffsetMs).toISOString();
    const place = { stream: '', mode: 'resumed', from: cursor, head: cursor } as const;
    const opened = { ...place, serverTime, heartbeatSeconds: 0 };
    const opening = { opened, connection: 0, presented: cursor, askedAt: performance.now() };
    this.report({ status: 'open', opening });
  }

  private report(state: StreamState): void {
    this.options.onState?.(state);
  }

  private async catchUp(): Promise<void> {
    this.mustCatchUpAgain = this.isCatchingUp;
    if (this.isCatchingUp) return;
    this.isCatchingUp = true;
    const { problem, cause, isFinal } = await this.reader.catchUp(this.ended.signal);
    this.isCatchingUp = false;
    if (this.ended.signal.aborted) return;
    // Otherwise the leader's next word is reason to try again.
    this.isUpToDate = problem === undefined && cause === undefined;
    if (isFinal) this.report({ status: 'ended', ...(problem && { problem }) });
    else if (this.mustCatchUpAgain) void this.catchUp();
    // The poll said that all is well; it may be otherwise with the leader.
    else if (this.leader) this.updateLeader(this.leader);
  }

  private pingLeader(): void {
    this.unanswered += 1;
    if (this.unanswered > 1) this.report({ status: 'connecting' });
    if (this.unanswered > this.unansweredLimit) {
      this.unanswered = 0;
      this.hooks.onLeaderLost();
      return;
    }
    this.hooks.post({ kind: 'ask' });
  }
}
