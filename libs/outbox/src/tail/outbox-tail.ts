import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { performance } from 'node:perf_hooks';
import { Subject, type Observable, type Subscription } from 'rxjs';
import { DatabaseUrl } from '#database';
import { EventTrail, Metrics, WakeUp } from '#platform';
import { Epoch } from '../read/epoch.js';
import type { CommittedEvent } from './committed-event.js';
import { OutboxSignal } from './outbox-signal.js';
import { sortByStreamOrder } from './stream-order.js';
import { TailReader, type TailBatch } from './tail-reader.js';

/** A lost signal delays an event by this much at most. */
const POLL_INTERVAL_MS = 250;
const RECONNECT_DELAY_MS = 200;
/** One hint stands for all commits of this time. */
const HINT_INTERVAL_MS = 20;
/** The shortest time between two reads that hints of other processes cause. */
const MIN_HINTED_READ_INTERVAL_MS = 10;
/**
 * The time between two reads that does not count as lag: the poll interval, and the read itself.
 */
const MAX_READ_INTERVAL_MS = 2 * POLL_INTERVAL_MS;
/** Above this many events, as after a long outage, subscribers read the mailbox instead. */
const MAX_BATCH = 10_000;

/** Restored events whose transaction ids are neutralised between two reads. */
const FOREIGN_IDS_BATCH = 1_000;

/** Why a subscriber of the tail must compare what it has with the history. */
export type TailBreak = 'reconnected' | 'overflowed' | 'handler_failed' | 'history_changed';

/** What became visible between two snapshots, in an order in which the numbers of each stream rise. */
export interface TailRead extends TailBatch {
  /** The snapshot before. */
  since: string;
  snapshot: string;
}

/**
 * Reads the events that this and other processes commit, and emits each of them under its type
 * through EventEmitter2. No other class emits events. Subscribers heal from the mailbox what it
 * drops by a crash or a failed handler (ADR 0003).
 */
@Injectable()
export class OutboxTail implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('OutboxTail');
  private readonly breaks = new Subject<TailBreak>();
  private readonly wakeUp = new WakeUp();
  private subscription?: Subscription;
  private running?: Promise<void>;
  private stopped = false;
  /** Kept across reconnects, so that events that commit in between are read afterwards. */
  private snapshot?: string;
  /** The epoch of the history that the snapshot belongs to. */
  private followed?: string;
  /** True until no event is left whose transaction id belongs to another cluster. */
  private hasForeignIds = true;
  /** True if this process has committed and the other processes did not get a hint yet. */
  private hintDue = false;
  private hintedAt = -Infinity;
  /** When the last read began; milliseconds, monotonic clock. */
  private readAt = -Infinity;
  /** Set while hints of other processes wait for the shortest interval between two reads. */
  private hintTimer?: NodeJS.Timeout;
  private connected = false;
  private readonly readWatchers = new Set<(read: TailRead) => void>();
  /** When the last read began whose events were all emitted; milliseconds, monotonic clock. */
  private caughtUpAt = performance.now();

  /** Emits when the live path may have missed events. */
  readonly breaks$: Observable<TailBreak> = this.breaks.asObservable();

  constructor(
    private readonly url: DatabaseUrl,
    private readonly signal: OutboxSignal,
    private readonly epoch: Epoch,
    private readonly emitter: EventEmitter2,
    private readonly metrics: Metrics,
    private readonly trail: EventTrail,
  ) {}

  /** Whether the tail is connected and reads. */
  get isLive(): boolean {
    return this.connected;
  }

  /**
   * An upper bound in seconds for how long ago an event committed that this process has not emitted
   * yet. 0 while the tail keeps up.
   */
  get behindSeconds(): number {
    const elapsed = performance.now() - this.caughtUpAt;
    return elapsed < MAX_READ_INTERVAL_MS ? 0 : Math.round(elapsed) / 1000;
  }

  /** Whether the tail reads, and no handler holds it up. */
  get keepsUp(): boolean {
    return this.connected && this.behindSeconds === 0;
  }

  /** The snapshot of the last read; undefined before the tail is live. */
  get lastSnapshot(): string | undefined {
    return this.snapshot;
  }

  /**
   * Calls `onRead` after each read, the empty ones included, before the events are emitted. The tail
   * reads at once after each signal then, because readers outside of this process wait for it.
   *
   * @param onRead must not throw
   * @returns a function that ends this
   */
  watchReads(onRead: (read: TailRead) => void): () => void {
    this.readWatchers.add(onRead);
    return () => {
      this.readWatchers.delete(onRead);
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.epoch.getCurrent();
    this.subscription = this.signal.woken$.subscribe(() => {
      // Processes on the bus have been told already; a NOTIFY would cost a transaction.
      this.hintDue = !this.signal.reachesOthers;
      this.wakeUp.raise();
    });
    this.subscription.add(
      this.signal.othersWoken$.subscribe(() => {
        this.wakeAfterHint();
      }),
    );
    this.subscription.add(
      this.epoch.changes$.subscribe(() => {
        this.breaks.next('history_changed');
      }),
    );
    // The server accepts requests afterwards, so a process that listens follows the history too.
    await new Promise<void>((attempted) => {
      this.running = this.run(attempted);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.subscription?.unsubscribe();
    clearTimeout(this.hintTimer);
    this.wakeUp.raise();
    await this.running;
  }

  /** @param attempted called when the first connection was made or failed; the tail tries on */
  private async run(attempted: () => void): Promise<void> {
    while (!this.stopped) {
      const reader = new TailReader(this.url.value, () => {
        this.wakeAfterHint();
      });
      try {
        await this.follow(reader, attempted);
      } catch (error) {
        this.logger.warn('The tail lost its connection, trying again', error);
        await this.wakeUp.sleep(RECONNECT_DELAY_MS);
      } finally {
        this.connected = false;
        this.epoch.doubt();
        attempted();
        await reader.close();
      }
    }
  }

  /**
   * Hints of many processes share one read: with P processes there are up to P × 50 hints a second,
   * and each of the P tails would read with each of them.
   */
  private wakeAfterHint(): void {
    if (this.hintTimer) return;
    const sinceRead = performance.now() - this.readAt;
    if (sinceRead >= MIN_HINTED_READ_INTERVAL_MS || this.readWatchers.size > 0) {
      this.wakeUp.raise();
      return;
    }
    this.hintTimer = setTimeout(() => {
      delete this.hintTimer;
      this.wakeUp.raise();
    }, MIN_HINTED_READ_INTERVAL_MS - sinceRead);
  }

  private async follow(reader: TailReader, joined: () => void): Promise<void> {
    await reader.connect();
    await this.rejoin(reader);
    this.connected = true;
    joined();
    while (!this.stopped) {
      reader.lostSignal.throwIfAborted();
      await this.readOnce(reader);
      if (this.hasForeignIds) await this.neutraliseForeignIds(reader);
      await this.wakeUp.sleep(this.hintDue ? HINT_INTERVAL_MS : POLL_INTERVAL_MS);
    }
  }

  private async rejoin(reader: TailReader): Promise<void> {
    const isFirst = this.snapshot === undefined;
    this.hasForeignIds = true;
    const epoch = await this.epoch.refresh();
    // Another history: its transaction ids cannot be compared with the old snapshot.
    if (epoch !== this.followed) delete this.snapshot;
    this.followed = epoch;
    this.snapshot ??= await reader.readSnapshot();
    if (!isFirst) this.breaks.next('reconnected');
  }

  /** One batch, so that live events don't wait for a large restored history. */
  private async neutraliseForeignIds(reader: TailReader): Promise<void> {
    const changed = await reader.neutraliseForeignIds(FOREIGN_IDS_BATCH);
    if (changed > 0) this.logger.log(`${changed} events were restored from another cluster.`);
    this.hasForeignIds = changed === FOREIGN_IDS_BATCH;
  }

  private async readOnce(reader: TailReader): Promise<void> {
    const startedAt = performance.now();
    this.readAt = startedAt;
    if (this.hintDue && startedAt - this.hintedAt >= HINT_INTERVAL_MS) {
      this.hintDue = false;
      this.hintedAt = startedAt;
      await reader.sendHint();
    }
    const since = this.snapshot ?? '';
    const { snapshot, position, overflowed, ...batch } = await reader.read(since, MAX_BATCH);
    // A stream was opened on another server than this connection leads to.
    if (this.epoch.lastKnown !== this.followed) throw new Error('The history has changed.');
    this.snapshot = snapshot;
    this.epoch.notePosition(position);
    if (overflowed) this.breaks.next('overflowed');
    const events = sortByStreamOrder(batch.events);
    for (const onRead of this.readWatchers) onRead({ since, snapshot, overflowed, events });
    for (const event of events) await this.emit(event);
    this.caughtUpAt = startedAt;
  }

  /** A failing handler must not stop the tail or withhold events from other handlers. */
  private async emit(event: CommittedEvent): Promise<void> {
    this.trail.note({ step: 'read', event: event.id });
    this.metrics.tailEvents.inc();
    this.metrics.tailLagSeconds.observe(Math.max(0, Date.now() - event.time.getTime()) / 1000);
    try {
      await this.emitter.emitAsync(event.type, event);
    } catch (error) {
      this.logger.error(`A handler of ${event.type} failed`, error);
      this.breaks.next('handler_failed');
    }
  }
}
