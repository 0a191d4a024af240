import { Subscription } from 'rxjs';
import type { BusSubscription } from '#bus';
import type { StreamId } from '#contracts';
import type { StreamHub } from '#notification';

/** Joins the subject of a stream. @returns undefined for a stream that has none */
type Join = (stream: StreamId) => BusSubscription | undefined;

/**
 * Keeps a subject joined for each stream that is read at this process, as long as it is read, and no
 * other one.
 */
export class OpenStreamSubjects {
  private readonly joined = new Map<StreamId, BusSubscription>();
  private readonly changes = new Subscription();

  constructor(hub: Pick<StreamHub, 'opened$' | 'closed$'>, join: Join) {
    this.changes.add(
      hub.opened$.subscribe((stream) => {
        const subscription = join(stream);
        if (subscription) this.joined.set(stream, subscription);
      }),
    );
    this.changes.add(
      hub.closed$.subscribe((stream) => {
        this.joined.get(stream)?.unsubscribe();
        this.joined.delete(stream);
      }),
    );
  }

  leaveAll(): void {
    this.changes.unsubscribe();
    for (const subscription of this.joined.values()) subscription.unsubscribe();
    this.joined.clear();
  }
}
