import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Observable, share, Subject } from 'rxjs';
import { Bus, BusSubjects } from '#bus';

/** Milliseconds between two messages to the others while they need not hurry. */
const UNHURRIED_INTERVAL_MS = 10;

/**
 * Makes the readers of the outbox read at once after a commit: those of this process, and by the
 * bus those of the others. A lost signal delays an event by a poll interval and never loses it.
 */
@Injectable()
export class OutboxSignal {
  /** Names this process, so that it is not woken twice by its own commits. */
  private readonly sender = Buffer.from(randomUUID());
  private readonly woken = new Subject<void>();
  private sentAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** Emits after each commit of this process. */
  readonly woken$: Observable<void> = this.woken.asObservable();

  /** Emits after the commits of other processes that are on the bus. All readers share a subscription. */
  readonly othersWoken$: Observable<void>;

  /**
   * Set while the relay of the shard reads in this process. The others read for themselves alone
   * then, which they do once in ten milliseconds at most.
   */
  isRelayHere = false;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
  ) {
    this.othersWoken$ = new Observable<void>((subscriber) => {
      const subscription = bus.join(subjects.wake, (data) => {
        if (!this.sender.equals(data)) subscriber.next();
      });
      return () => {
        subscription.unsubscribe();
      };
    }).pipe(share());
  }

  /** Whether the bus carries signals to other processes now. */
  get reachesOthers(): boolean {
    return this.bus.isConnected;
  }

  /** Announces a commit of this process. */
  wake(): void {
    this.woken.next();
    if (this.timer) return;
    const due = this.isRelayHere ? this.sentAt + UNHURRIED_INTERVAL_MS - performance.now() : 0;
    if (due <= 0) this.send();
    else this.timer = setTimeout(() => this.send(), due);
  }

  private send(): void {
    this.timer = undefined;
    this.sentAt = performance.now();
    this.bus.publish(this.subjects.wake, this.sender);
  }
}
