import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import type { FrameFeed } from './frame-feed.js';

/** Notes that a rider who searches for a driver has a stream open at this process. */
interface RiderNotes {
  noteSearching(riderId: string): void;
}

/**
 * The frames about a search that come over the bus say which riders search, so that the presence of
 * riders with an open stream needs no read of its own (ADR 0039).
 */
export class SearchingRiders implements BeforeApplicationShutdown {
  private readonly subscription: Subscription;

  private constructor(feed: FrameFeed, riders: RiderNotes) {
    this.subscription = feed.searching$.subscribe((riderId) => {
      riders.noteSearching(riderId);
    });
  }

  static to(this: void, feed: FrameFeed, riders: RiderNotes): SearchingRiders {
    return new SearchingRiders(feed, riders);
  }

  beforeApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }
}
