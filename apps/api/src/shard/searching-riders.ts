import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects, type BusSubscription } from '#bus';

/** Notes that a rider who searches for a driver is present, if a stream of theirs is open here. */
export abstract class RiderNotes {
  abstract noteSearching(riderId: string): void;
}

/** Riders in one message, of 40 bytes each. */
const MAX_RIDERS = 10_000;

/**
 * Spreads which riders search for a driver to the processes of the shard, so that the presence of
 * riders with an open stream needs no read of its own (ADR 0039).
 */
@Injectable()
export class SearchingRiders implements OnModuleInit, BeforeApplicationShutdown {
  private subscription: BusSubscription | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly riders: RiderNotes,
  ) {}

  onModuleInit(): void {
    this.subscription = this.bus.join(this.subjects.searching, (data) => {
      const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
      for (const riderId of text.split(' ')) this.riders.noteSearching(riderId);
    });
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** Called every few seconds with the riders whose search is shown at a process of the shard. */
  spread(riderIds: readonly string[]): void {
    if (!this.bus.isConnected) {
      for (const riderId of riderIds) this.riders.noteSearching(riderId);
      return;
    }
    // The message comes back to this process as well.
    for (let from = 0; from < riderIds.length; from += MAX_RIDERS) {
      const some = riderIds.slice(from, from + MAX_RIDERS);
      this.bus.publish(this.subjects.searching, Buffer.from(some.join(' ')));
    }
  }
}
