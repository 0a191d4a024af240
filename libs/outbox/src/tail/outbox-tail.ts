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
import { Metrics, WakeUp } from '#platform';
import { Epoch } from '../read/epoch.js';
import type { CommittedEvent } from './committed-event.js';
import { OutboxSignal } from './outbox-signal.js';
import { sortByStreamOrder } from './stream-order.js';
import { TailReader } from './tail-reader.js';

/** Milliseconds: a lost wake-up delays an event by this much at most. */
const POLL_INTERVAL = 250;
const RECONNECT_DELAY = 200;
/** Milliseconds: one hint stands for everything that commits in this time. */
const HINT_INTERVAL = 20;
/** Milliseconds between two looks that are no lag: the poll, and what a look takes. */
const FOLLOWS_WITHIN = 2 * POLL_INTERVAL;
/** Above this many events at once (after a long outage) readers heal from the mailbox instead. */
const MAX_BATCH = 10_000;

/** Why whoever follows the tail must compare what it has with the history. */
export type TailBreak = 'reconnected' | 'overflowed' | 'handler_failed' | 'history_changed';

/**
 * Reads what committed, here and in other processes, and emits each event under its type
 * through EventEmitter2. The only place that emits. What it drops (a crash, a failed
 * handler) is healed by its readers from the mailbox (ADR 0003).
 */
@Injectable()
export class OutboxTail implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('OutboxTail');
  private readonly breaks = new Subject<TailBreak>();
  private readonly wakeUp = new WakeUp();
  private subscription?: Subscription;
  private running?: Promise<void>;
  private stopped = false;
  /** Kept across reconnects: what commits in between is read afterwards. */
  private snapshot?: string;
  /** Something was committed by this process that the others haven't been told of. */
  private hintDue = false;
  private hintedAt = -Infinity;
  private connected = false;
  /** When the last look began after which everything found had been handed out; monotonic, ms. */
  private caughtUpAt = performance.now();

  /** Says when events may have been missed on the live path. */
  readonly breaks$: Observable<TailBreak> = this.breaks.asObservable();

  constructor(
    private readonly url: DatabaseUrl,
    private readonly signal: OutboxSignal,
    private readonly epoch: Epoch,
    private readonly emitter: EventEmitter2,
    private readonly metrics: Metrics,
  ) {}

  /** Whether the tail follows the database right now. */
  get isLive(): boolean {
    return this.connected;
  }

  /**
   * How long ago, in seconds, something may have committed that hasn't been handed out here
   * yet: an upper bound. 0 while the tail follows.
   */
  get behindSeconds(): number {
    const elapsed = performance.now() - this.caughtUpAt;
    return elapsed < FOLLOWS_WITHIN ? 0 : Math.round(elapsed) / 1000;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.epoch.getCurrent();
    this.subscription = this.signal.woken$.subscribe(() => {
      this.hintDue = true;
      this.wakeUp.raise();
    });
    // Nothing is served before: a process that says it listens follows the history too.
    await new Promise<void>((attempted) => {
      this.running = this.run(attempted);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.subscription?.unsubscribe();
    this.wakeUp.raise();
    await this.running;
  }

  /** @param attempted called when the tail has joined or failed to; it goes on by itself */
  private async run(attempted: () => void): Promise<void> {
    while (!this.stopped) {
      const reader = new TailReader(this.url.value, () => {
        this.wakeUp.raise();
      });
      try {
        await this.follow(reader, attempted);
      } catch (error) {
        this.logger.warn(`The tail lost its connection, trying again: ${String(error)}`);
        await this.wakeUp.sleep(RECONNECT_DELAY);
      } finally {
        this.connected = false;
        attempted();
        await reader.close();
      }
    }
  }

  private async follow(reader: TailReader, joined: () => void): Promise<void> {
    await reader.connect();
    await this.rejoin(reader);
    this.connected = true;
    joined();
    while (!this.stopped) {
      reader.lostSignal.throwIfAborted();
      await this.readOnce(reader);
      await this.wakeUp.sleep(this.hintDue ? HINT_INTERVAL : POLL_INTERVAL);
    }
  }

  private async rejoin(reader: TailReader): Promise<void> {
    const isFirst = this.snapshot === undefined;
    if (await this.epoch.refresh()) {
      // Another history: its transaction ids have nothing to do with our snapshot.
      delete this.snapshot;
      this.breaks.next('history_changed');
    }
    this.snapshot ??= await reader.readSnapshot();
    if (!isFirst) this.breaks.next('reconnected');
  }

  private async readOnce(reader: TailReader): Promise<void> {
    const begin = performance.now();
    if (this.hintDue && begin - this.hintedAt >= HINT_INTERVAL) {
      this.hintDue = false;
      this.hintedAt = begin;
      await reader.sendHint();
    }
    const batch = await reader.read(this.snapshot ?? '', MAX_BATCH);
    this.snapshot = batch.snapshot;
    if (batch.overflowed) this.breaks.next('overflowed');
    for (const event of sortByStreamOrder(batch.events)) await this.emit(event);
    this.caughtUpAt = begin;
  }

  /** One handler that fails must not keep events from the others, or stop the tail. */
  private async emit(event: CommittedEvent): Promise<void> {
    this.metrics.tailEvents.inc();
    this.metrics.tailLagSeconds.observe(Math.max(0, Date.now() - event.time.getTime()) / 1000);
    try {
      await this.emitter.emitAsync(event.type, event);
    } catch (error) {
      this.logger.error(`A handler of ${event.type} failed: ${String(error)}`);
      this.breaks.next('handler_failed');
    }
  }
}
