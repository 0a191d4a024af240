import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import { Bus, BusSubjects, type BusSubscription } from '#bus';
import type { StreamId } from '#contracts';
import { decodeAudience, type AudienceMessage } from './audience-message.js';

/** Milliseconds. A process that says nothing for this long has died; it says something every two seconds. */
const SILENCE_MS = 10_000;
const SWEEP_INTERVAL_MS = 1_000;
/** Milliseconds. Everybody is asked for the whole list at most this often. */
const ASK_INTERVAL_MS = 1_000;
/** Processes of one shard. Those beyond are left out, which costs their clients ephemeral frames. */
const MAX_PROCESSES = 1_000;
/** Streams of one process: more than `STREAMS_PER_PROCESS` may allow. */
const MAX_STREAMS = 200_000;

interface KnownProcess {
  number: number;
  streams: Set<StreamId>;
  openStreams: number;
  heardAt: number;
}

/**
 * Which streams are open at the processes of the shard, as they announce it. Only the process that
 * makes the ephemeral frames listens. Messages are hints: a gap in the numbers of a process makes
 * this one ask for whole lists, and a process that is silent is forgotten.
 */
@Injectable()
export class ShardAudience {
  private readonly processes = new Map<string, KnownProcess>();
  /** By stream, the number of processes at which it is open. */
  private readonly readers = new Map<StreamId, number>();
  private readonly opened = new Subject<StreamId>();
  /** Emits a stream when it is open at a first process. */
  readonly opened$ = this.opened.asObservable();
  private subscription: BusSubscription | undefined;
  private timer?: NodeJS.Timeout;
  private askedAt = -Infinity;
  private isAskDue = false;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
  ) {}

  /** All open streams of the shard. */
  get openStreams(): number {
    let sum = 0;
    for (const { openStreams } of this.processes.values()) sum += openStreams;
    return sum;
  }

  has(stream: StreamId): boolean {
    return this.readers.has(stream);
  }

  streams(): Iterable<StreamId> {
    return this.readers.keys();
  }

  /** Listens, and asks all processes for what is open at them. */
  start(): void {
    if (this.subscription) return;
    this.subscription = this.bus.join(this.subjects.audience, (data) => {
      const message = decodeAudience(data);
      if (message) this.take(message);
    });
    this.isAskDue = true;
    this.timer = setInterval(() => {
      this.sweep();
    }, SWEEP_INTERVAL_MS);
    this.askIfDue();
  }

  /** Forgets everything: another process makes the frames. */
  stop(): void {
    this.subscription?.unsubscribe();
    this.subscription = undefined;
    clearInterval(this.timer);
    this.processes.clear();
    this.readers.clear();
  }

  private take(message: AudienceMessage): void {
    const known = this.processes.get(message.process);
    if (message.isWhole) {
      if (!known && this.processes.size >= MAX_PROCESSES) return;
      this.replace(message, known);
    } else if (known?.number === message.number - 1) this.change(known, message);
    else {
      // Something was lost, or this process began to listen in the middle.
      if (known) this.forget(message.process, known);
      this.isAskDue = true;
      this.askIfDue();
    }
  }

  private replace(message: AudienceMessage, known: KnownProcess | undefined): void {
    const fresh: KnownProcess = {
      number: message.number,
      streams: new Set(),
      openStreams: message.openStreams,
      heardAt: performance.now(),
    };
    this.processes.set(message.process, fresh);
    this.change(fresh, message);
    // Afterwards, so that a stream that stays open is not opened again.
    for (const stream of known?.streams ?? []) this.release(stream);
  }

  private change(process: KnownProcess, { number, opened, closed, openStreams }: AudienceMessage) {
    Object.assign(process, { number, openStreams, heardAt: performance.now() });
    for (const stream of opened) {
      if (process.streams.has(stream) || process.streams.size >= MAX_STREAMS) continue;
      process.streams.add(stream);
      this.hold(stream);
    }
    for (const stream of closed) if (process.streams.delete(stream)) this.release(stream);
  }

  private hold(stream: StreamId): void {
    const readers = this.readers.get(stream) ?? 0;
    this.readers.set(stream, readers + 1);
    if (readers === 0) this.opened.next(stream);
  }

  private release(stream: StreamId): void {
    const others = (this.readers.get(stream) ?? 0) - 1;
    if (others > 0) this.readers.set(stream, others);
    else this.readers.delete(stream);
  }

  private forget(process: string, { streams }: KnownProcess): void {
    this.processes.delete(process);
    for (const stream of streams) this.release(stream);
  }

  private sweep(): void {
    const oldest = performance.now() - SILENCE_MS;
    for (const [process, known] of this.processes) {
      if (known.heardAt < oldest) this.forget(process, known);
    }
    this.askIfDue();
  }

  private askIfDue(): void {
    if (!this.isAskDue || performance.now() - this.askedAt < ASK_INTERVAL_MS) return;
    // The question is lost while the bus is away; every process announces itself afterwards.
    this.isAskDue = false;
    this.askedAt = performance.now();
    this.bus.publish(this.subjects.audienceAsked);
  }
}
