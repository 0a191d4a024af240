import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Subject, type Observable } from 'rxjs';
import { Bus, BusSubjects, type BusSubscription } from '#bus';

/**
 * Makes the readers of the outbox read at once after a commit: those of this process, and by the
 * bus those of the others. A lost signal delays an event by a poll interval and never loses it.
 */
@Injectable()
export class OutboxSignal {
  /** Names this process, so that it is not woken twice by its own commits. */
  private readonly sender = Buffer.from(randomUUID());
  private readonly woken = new Subject<void>();
  /** Emits after each commit of this process. */
  readonly woken$: Observable<void> = this.woken.asObservable();

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
  ) {}

  /** Whether the bus carries signals to other processes now. */
  get reachesOthers(): boolean {
    return this.bus.isConnected;
  }

  wake(): void {
    this.woken.next();
    this.bus.publish(this.subjects.wake, this.sender);
  }

  /** Calls `onWake` after the commits of other processes that are on the bus. */
  joinOthers(onWake: () => void): BusSubscription {
    return this.bus.join(this.subjects.wake, (data) => {
      if (!this.sender.equals(data)) onWake();
    });
  }
}
