import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { merge, Subject, type Observable } from 'rxjs';
import { Bus, BusSubjects, encodeBeat } from '#bus';
import { DatabaseUrl } from '#database';
import { EventTrail, Metrics, Settings, Tracing, WakeUp } from '#platform';
import { Epoch } from '../read/epoch.js';
import { OutboxSignal } from '../tail/outbox-signal.js';
import { OutboxTail } from '../tail/outbox-tail.js';
import { Publication } from './publication.js';
import { RelaySession, type RelayPosition } from './relay-session.js';

/** Milliseconds. A lost wake-up delays an event by this much at most. */
const POLL_INTERVAL_MS = 250;
/** A standby asks for the lock at this interval, so it leads this soon after the other has died. */
const LOCK_INTERVAL_MS = 150;
const RECONNECT_DELAY_MS = 200;
const BEAT_INTERVAL_MS = 250;
/** The position is written at most four times a second: what is repeated is dropped by readers. */
const SAVE_INTERVAL_MS = 250;
/** Below the idle limit of the session, whose lock and connection this looks after. */
const KEEP_ALIVE_INTERVAL_MS = 1_000;

/**
 * Publishes the events of a shard's outbox on the bus, each to the subject of every stream that
 * carries it. One relay of a shard is active at a time; the others stand by. Two at once, or one
 * that begins again at an earlier position, only repeat hints, which readers drop (ADR 0003).
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Relay');
  private readonly wakeUp = new WakeUp();
  private readonly shard: string;
  private running?: Promise<void>;
  private stopped = false;
  private active = false;
  private publication: Publication | undefined;
  private readonly activity = new Subject<boolean>();
  private incarnation = randomUUID();
  private savedAt = -Infinity;
  /** True if hints were published since the position was written. */
  private saveDue = false;
  /** When the session was last used; monotonic clock. */
  private usedAt = -Infinity;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly url: DatabaseUrl,
    private readonly signal: OutboxSignal,
    private readonly tail: OutboxTail,
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

  /** Whether this relay publishes what the tail of its process reads. */
  get isFollowing(): boolean {
    return this.publication?.isFollowing ?? false;
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
    const epoch = await this.epoch.refresh();
    const publication = await this.beginAtPosition(session, epoch);
    this.publication = publication;
    const duties = this.takeDuties(epoch, publication);
    try {
      while (!this.stopped) {
        session.lostSignal.throwIfAborted();
        this.saveDue = (await publication.advance(session)) || this.saveDue;
        if (this.epoch.lastKnown !== epoch) throw new Error('The history has changed.');
        await this.useSession(session, { epoch, snapshot: publication.position });
        await this.wakeUp.sleep(POLL_INTERVAL_MS);
      }
    } finally {
      duties();
      publication.stop();
      this.publication = undefined;
    }
  }

  /** Begins where the relay before it has stopped, and repeats a quarter of a second of hints. */
  private async beginAtPosition(session: RelaySession, epoch: string): Promise<Publication> {
    const position = await session.findPosition(this.shard);
    this.incarnation = randomUUID();
    this.savedAt = -Infinity;
    // Another history: its transaction ids cannot be compared with the snapshot.
    const isContinued = position?.epoch === epoch;
    const snapshot = isContinued ? position.snapshot : await session.readSnapshot();
    // The next relay begins here, although this one may not publish anything.
    if (!isContinued) await session.savePosition(this.shard, { epoch, snapshot });
    this.logger.log(`The relay of ${this.shard} publishes`);
    const { bus, subjects, tail, metrics, tracing, trail } = this;
    return new Publication({ bus, subjects, tail, metrics, tracing, trail }, snapshot, {
      onWork: () => {
        this.wakeUp.raise();
      },
      onLeftOut: () => {
        this.incarnation = randomUUID();
      },
    });
  }

  /** Answers fences, hears wake-ups and sends beats until the returned function is called. */
  private takeDuties(epoch: string, publication: Publication): () => void {
    const wake = (): void => {
      // What it follows is woken, too.
      if (!publication.isFollowing) this.wakeUp.raise();
    };
    const fence = this.bus.answer(this.subjects.fence, 'relay', () =>
      Promise.resolve(new Uint8Array()),
    );
    const beat = (): void => {
      this.bus.publish(this.subjects.beat, encodeBeat({ epoch, incarnation: this.incarnation }));
    };
    beat();
    const timer = setInterval(beat, BEAT_INTERVAL_MS);
    const commits = merge(this.signal.woken$, this.signal.othersWoken$).subscribe(wake);
    this.setActive(true);
    return () => {
      commits.unsubscribe();
      this.setActive(false);
      clearInterval(timer);
      fence.unsubscribe();
    };
  }

  private setActive(active: boolean): void {
    this.active = active;
    this.signal.isRelayHere = active;
    this.activity.next(active);
    this.metrics.relayActive.set(Number(active));
  }

  /** Writes the position when it is due. Without a statement Postgres would end the session. */
  private async useSession(session: RelaySession, position: RelayPosition): Promise<void> {
    const now = performance.now();
    if (this.saveDue && now - this.savedAt >= SAVE_INTERVAL_MS) {
      this.savedAt = now;
      this.usedAt = now;
      this.saveDue = false;
      await session.savePosition(this.shard, position);
    } else if (now - this.usedAt >= KEEP_ALIVE_INTERVAL_MS) {
      this.usedAt = now;
      await session.keepAlive();
    }
  }
}
