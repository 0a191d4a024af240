import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { BusError, encodeHint, type Bus, type BusSubjects } from '#bus';
import type { EventTrail, Metrics, Span, Tracing } from '#platform';
import type { CommittedEvent } from '../tail/committed-event.js';
import type { OutboxTail, TailRead } from '../tail/outbox-tail.js';
import { sortByStreamOrder } from '../tail/stream-order.js';
import type { RelaySession } from './relay-session.js';

/** A relay that gets no confirmation for this long leaves the lock to one that may get it. */
const UNCONFIRMED_LIMIT_MS = 3_000;
/** The same for a relay that knows its connection is lost. A new one takes a tenth of this. */
const DISCONNECTED_LIMIT_MS = 1_000;
/** Milliseconds. Batches of a busy shard share a flush: they have left the process before it. */
const FLUSH_INTERVAL_MS = 10;
/** Above this many events, as after a long outage, readers heal from the mailbox instead. */
const MAX_BATCH = 10_000;

/** What a publication needs of its process. */
export interface PublicationParts {
  bus: Bus;
  subjects: BusSubjects;
  tail: OutboxTail;
  metrics: Metrics;
  tracing: Tracing;
  trail: EventTrail;
}

/** Events that were published together, and the snapshot that sees all of them. */
interface PublishedBatch {
  events: readonly CommittedEvent[];
  spans: readonly (Span | undefined)[];
  snapshot: string;
}

/** The callbacks of a publication. */
export interface PublicationListener {
  /** The relay has something to confirm, or must read by itself. */
  onWork: () => void;
  /** Events were left out, so readers must heal. */
  onLeftOut: () => void;
}

/**
 * What one active relay publishes, each event to the subject of every stream that carries it. It
 * publishes what the tail of its process reads, so that an event is read once in the process. It
 * reads by itself at its beginning, after a batch that NATS did not confirm, and while the tail is
 * away or held up by a handler. The confirmed snapshot moves on when the server has confirmed a
 * batch, so a lost connection repeats it.
 */
export class Publication {
  /** The end of the tail's last read; undefined while the relay reads by itself. */
  private followed: string | undefined;
  /** What the tail has read during a read of the relay. */
  private early: TailRead[] | undefined;
  private unconfirmed: PublishedBatch[] = [];
  /** Events in `early` and `unconfirmed`, and those that are being confirmed. */
  private waiting = 0;
  /** When the server has last confirmed a batch, or the publication began; monotonic clock. */
  private confirmedAt = performance.now();
  /** What has failed while the tail called, which must not suffer from it. */
  private fault: unknown;
  private readonly stopFollowing: () => void;

  /**
   * @param confirmed the snapshot whose events have been published before
   * @param listener see `PublicationListener`
   */
  constructor(
    private readonly parts: PublicationParts,
    private confirmed: string,
    private readonly listener: PublicationListener,
  ) {
    this.stopFollowing = parts.tail.watchReads((read) => {
      try {
        this.take(read);
      } catch (error) {
        this.fault = error;
        this.listener.onWork();
      }
    });
  }

  /** The snapshot whose events NATS has confirmed. */
  get position(): string {
    return this.confirmed;
  }

  /** Whether the relay publishes what the tail reads. */
  get isFollowing(): boolean {
    return this.followed !== undefined;
  }

  stop(): void {
    this.stopFollowing();
  }

  /**
   * Reads and publishes what nobody else does, and waits until NATS has confirmed what was
   * published.
   *
   * @param session reads where the tail can't be followed
   * @returns whether an event was confirmed
   * @throws Error when NATS has confirmed no batch for three seconds, or for one without a connection,
   *   and when an event can't be published
   */
  async advance(session: RelaySession): Promise<boolean> {
    if (this.fault) throw this.fault as Error;
    if (!this.parts.tail.keepsUp) this.followed = undefined;
    if (!this.isFollowing) await this.readByItself(session);
    await this.gather();
    return this.confirm();
  }

  private async gather(): Promise<void> {
    const rest = this.confirmedAt + FLUSH_INTERVAL_MS - performance.now();
    if (rest > 0 && this.waiting > 0) await delay(rest);
  }

  /** Publishes a read of the tail, if none is missing between it and the last one. */
  private take(read: TailRead): void {
    if (this.followed === undefined) return;
    if (read.since === this.followed && this.waiting + read.events.length <= MAX_BATCH) {
      this.followed = read.snapshot;
      this.waiting += read.events.length;
      if (this.early) this.early.push(read);
      else this.publishBatch(read);
    } else {
      this.followed = undefined;
    }
    // An empty read only moves the snapshot on, which can wait for the next look.
    if (read.events.length > 0 || !this.isFollowing) this.listener.onWork();
  }

  /**
   * The tail is followed from a snapshot before this read on. So the read and what the tail reads
   * from then on have every event between them, some of them twice.
   */
  private async readByItself(session: RelaySession): Promise<void> {
    const { tail } = this.parts;
    this.followed = tail.keepsUp ? tail.lastSnapshot : undefined;
    const early: TailRead[] = [];
    this.early = early;
    try {
      const read = await session.read(this.confirmed, MAX_BATCH);
      this.waiting += read.events.length;
      this.publishBatch({ ...read, events: sortByStreamOrder(read.events) });
    } finally {
      delete this.early;
    }
    for (const read of early) this.publishBatch(read);
  }

  private publishBatch({ events, overflowed, snapshot }: Omit<TailRead, 'since'>): void {
    if (overflowed) this.listener.onLeftOut();
    const spans = events.map((event) => this.publish(event));
    this.unconfirmed.push({ events, spans, snapshot });
  }

  /** @returns the span of an event that is traced, which ends when NATS has confirmed the batch */
  private publish({ id, type, json, deliveries, traceparent }: CommittedEvent): Span | undefined {
    const { bus, subjects, metrics, tracing } = this.parts;
    for (const { stream, seq } of deliveries) {
      const hint = encodeHint({ seq, id, type, json });
      bus.publish(subjects.ofStream(stream), hint, traceparent ?? undefined);
    }
    metrics.relayHints.inc(deliveries.length);
    if (!traceparent) return undefined;
    return tracing.startSpan('relay.publish', {
      kind: 'producer',
      origin: { parent: traceparent },
      attributes: { 'tripstream.event.id': id, 'tripstream.event.type': type },
    });
  }

  private async confirm(): Promise<boolean> {
    const batches = this.unconfirmed;
    this.unconfirmed = [];
    const count = batches.reduce((sum, { events }) => sum + events.length, 0);
    try {
      if (count > 0 && !(await this.isFlushed())) return false;
    } finally {
      this.waiting -= count;
    }
    this.confirmed = batches.at(-1)?.snapshot ?? this.confirmed;
    for (const { spans } of batches) for (const span of spans) span?.end();
    this.noteConfirmed(batches.flatMap(({ events }) => events));
    return count > 0;
  }

  /** @returns false when what was published must be published again */
  private async isFlushed(): Promise<boolean> {
    try {
      await this.parts.bus.flush();
      this.confirmedAt = performance.now();
      return true;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.forgetUnconfirmed();
      const limit = this.parts.bus.isConnected ? UNCONFIRMED_LIMIT_MS : DISCONNECTED_LIMIT_MS;
      if (performance.now() - this.confirmedAt < limit) return false;
      throw new Error('NATS confirms no batch, another relay may have more luck.', {
        cause: error,
      });
    }
  }

  /** What was published meanwhile may be lost, too: all of it is read and published again. */
  private forgetUnconfirmed(): void {
    this.parts.metrics.relayRewinds.inc();
    this.followed = undefined;
    this.waiting -= this.unconfirmed.reduce((sum, { events }) => sum + events.length, 0);
    this.unconfirmed = [];
  }

  private noteConfirmed(events: readonly CommittedEvent[]): void {
    const { trail, metrics } = this.parts;
    const now = Date.now();
    for (const { id, time } of events) {
      trail.note({ step: 'published', event: id });
      metrics.relayLagSeconds.observe(Math.max(0, now - time.getTime()) / 1000);
    }
  }
}
