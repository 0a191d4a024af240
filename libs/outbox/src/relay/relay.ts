import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Subject, type Observable } from 'rxjs';
import { Bus, BusError, BusSubjects, encodeBeat, encodeHint, type BusSubscription } from '#bus';
import { DatabaseUrl } from '#database';
import { EventTrail, Metrics, Settings, Tracing, WakeUp, type Span } from '#platform';
import { Epoch } from '../read/epoch.js';
import type { CommittedEvent } from '../tail/committed-event.js';
import { OutboxSignal } from '../tail/outbox-signal.js';
import { sortByStreamOrder } from '../tail/stream-order.js';
import { RelaySession } from './relay-session.js';

/** Milliseconds. A lost wake-up delays an event by this much at most. */
const POLL_INTERVAL_MS = 250;
/** A standby asks for the lock at this interval, so it leads this soon after the other has died. */
const LOCK_INTERVAL_MS = 150;
const RECONNECT_DELAY_MS = 200;
const BEAT_INTERVAL_MS = 250;
/** The position is written at most four times a second: what is repeated is dropped by readers. */
const SAVE_INTERVAL_MS = 250;
/** A relay that can't publish for this long leaves the lock to one that may be able to. */
const UNCONFIRMED_LIMIT_MS = 3_000;
/** Above this many events, as after a long outage, readers heal from the mailbox instead. */
const MAX_BATCH = 10_000;

/**
 * Publishes the events of a shard's outbox on the bus, each to the subject of every stream that
 * carries it. One relay of a shard is active at a time; the others stand by. Two at once, or one
 * that begins again at an earlier position, only repeat hints, which readers drop (ADR 0003). The
 * snapshot moves on when the server has confirmed the batch, so a lost connection repeats it.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Relay');
  private readonly wakeUp = new WakeUp();
  private readonly shard: string;
  private running?: Promise<void>;
  private stopped = false;
  private active = false;
  private readonly activity = new Subject<boolean>();
  private incarnation = randomUUID();
  private snapshot = '';
  private savedAt = -Infinity;
  /** True if hints were published since the position was written. */
  private saveDue = false;
  /** When the server has last confirmed a batch, or the session began; monotonic clock. */
  private confirmedAt = performance.now();

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly url: DatabaseUrl,
    private readonly signal: OutboxSignal,
    private readonly epoch: Epoch,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
    private readonly tracing: Tracing,
    private readonly trail: EventTrail,
  ) {
    this.shard = subjects.shard;
  }

  /** Emits when `isActive` has changed. */
  readonly active$: Observable<boolean> = this.activity.asObservable();

  /** Whether this relay publishes. */
  get isActive(): boolean {
    return this.active;
  }

  onApplicationBootstrap(): void {
    if (!this.settings.bus.servers) return;
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.wakeUp.raise();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const session = new RelaySession(this.url.value, () => {
        this.wakeUp.raise();
      });
      try {
        await session.connect();
        if (await this.standBy(session)) await this.lead(session);
      } catch (error) {
        this.logger.warn('The relay lost its session, trying again', error);
        await this.wakeUp.sleep(RECONNECT_DELAY_MS);
      } finally {
        await session.close();
      }
    }
  }

  /** @returns whether this relay leads; false when the process ends */
  private async standBy(session: RelaySession): Promise<boolean> {
    while (!this.stopped) {
      // A relay without NATS would keep others from publishing.
      if (this.bus.isConnected && (await session.tryLock())) return true;
      session.lostSignal.throwIfAborted();
      await session.keepAlive();
      await this.wakeUp.sleep(LOCK_INTERVAL_MS);
    }
    return false;
  }

  private async lead(session: RelaySession): Promise<void> {
    const epoch = await this.beginAtPosition(session);
    const duties = this.takeDuties(epoch);
    try {
      while (!this.stopped) {
        session.lostSignal.throwIfAborted();
        await this.publishOnce(session);
        if (this.epoch.lastKnown !== epoch) throw new Error('The history has changed.');
        await this.savePosition(session, epoch);
        await this.wakeUp.sleep(POLL_INTERVAL_MS);
      }
    } finally {
      duties();
    }
  }

  /** Begins where the relay before it has stopped, and repeats a quarter of a second of hints. */
  private async beginAtPosition(session: RelaySession): Promise<string> {
    const epoch = await this.epoch.refresh();
    const position = await session.findPosition(this.shard);
    this.incarnation = randomUUID();
    this.savedAt = -Infinity;
    this.confirmedAt = performance.now();
    // Another history: its transaction ids cannot be compared with the snapshot.
    const isContinued = position?.epoch === epoch;
    this.snapshot = isContinued ? position.snapshot : await session.readSnapshot();
    // The next relay begins here, although this one may not publish anything.
    if (!isContinued) await session.savePosition(this.shard, { epoch, snapshot: this.snapshot });
    this.logger.log(`The relay of ${this.shard} publishes`);
    return epoch;
  }

  /** Answers fences, hears wake-ups and sends beats until the returned function is called. */
  private takeDuties(epoch: string): () => void {
    const subscriptions: BusSubscription[] = [
      this.signal.joinOthers(() => {
        this.wakeUp.raise();
      }),
      this.bus.answer(this.subjects.fence, 'relay', () => Promise.resolve(new Uint8Array())),
    ];
    const beat = (): void => {
      this.bus.publish(this.subjects.beat, encodeBeat({ epoch, incarnation: this.incarnation }));
    };
    beat();
    const timer = setInterval(beat, BEAT_INTERVAL_MS);
    const own = this.signal.woken$.subscribe(() => {
      this.wakeUp.raise();
    });
    this.setActive(true);
    return () => {
      own.unsubscribe();
      this.setActive(false);
      clearInterval(timer);
      for (const subscription of subscriptions) subscription.unsubscribe();
    };
  }

  private setActive(active: boolean): void {
    this.active = active;
    this.activity.next(active);
    this.metrics.relayActive.set(Number(active));
  }

  private async publishOnce(session: RelaySession): Promise<void> {
    const batch = await session.read(this.snapshot, MAX_BATCH);
    if (batch.overflowed) this.incarnation = randomUUID();
    if (batch.events.length > 0) {
      const spans = sortByStreamOrder(batch.events).map((event) => this.publish(event));
      if (!(await this.isConfirmed())) return;
      for (const span of spans) span?.end();
      this.noteConfirmed(batch.events);
      this.saveDue = true;
    }
    this.snapshot = batch.snapshot;
  }

  /** @returns the span of an event that is traced, which ends when NATS has confirmed the batch */
  private publish({ id, type, json, deliveries, traceparent }: CommittedEvent): Span | undefined {
    for (const { stream, seq } of deliveries) {
      const hint = encodeHint({ seq, id, type, json });
      this.bus.publish(this.subjects.ofStream(stream), hint, traceparent ?? undefined);
    }
    this.metrics.relayHints.inc(deliveries.length);
    if (!traceparent) return undefined;
    return this.tracing.startSpan('relay.publish', {
      kind: 'producer',
      origin: { parent: traceparent },
      attributes: { 'tripstream.event.id': id, 'tripstream.event.type': type },
    });
  }

  private noteConfirmed(events: readonly CommittedEvent[]): void {
    const now = Date.now();
    for (const { id, time } of events) {
      this.trail.note({ step: 'published', event: id });
      this.metrics.relayLagSeconds.observe(Math.max(0, now - time.getTime()) / 1000);
    }
  }

  /**
   * @returns false when the batch must be published again
   * @throws Error when NATS has confirmed no batch for three seconds
   */
  private async isConfirmed(): Promise<boolean> {
    try {
      await this.bus.flush();
      this.confirmedAt = performance.now();
      return true;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.metrics.relayRewinds.inc();
      if (performance.now() - this.confirmedAt < UNCONFIRMED_LIMIT_MS) return false;
      throw new Error('NATS confirms no batch, another relay may have more luck.', {
        cause: error,
      });
    }
  }

  private async savePosition(session: RelaySession, epoch: string): Promise<void> {
    const now = performance.now();
    if (!this.saveDue || now - this.savedAt < SAVE_INTERVAL_MS) return;
    this.savedAt = now;
    this.saveDue = false;
    await session.savePosition(this.shard, { epoch, snapshot: this.snapshot });
  }
}
