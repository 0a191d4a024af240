import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { Bus, BusSubjects, decodeHint, type BusSubscription } from '#bus';
import type { StreamId } from '#contracts';
import { StreamHub } from '#notification';

/**
 * Feeds the hub of a gateway with the events that the relay publishes: it joins the subject of each
 * stream that is read here, and no other one.
 */
@Injectable()
export class HintFeed implements OnModuleInit, BeforeApplicationShutdown {
  private readonly joined = new Map<StreamId, BusSubscription>();
  private subscription?: Subscription;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly hub: StreamHub,
  ) {}

  onModuleInit(): void {
    this.subscription = this.hub.opened$.subscribe((stream) => {
      this.join(stream);
    });
    this.subscription.add(
      this.hub.closed$.subscribe((stream) => {
        this.leave(stream);
      }),
    );
  }

  beforeApplicationShutdown(): void {
    this.subscription?.unsubscribe();
    for (const stream of [...this.joined.keys()]) this.leave(stream);
  }

  private join(stream: StreamId): void {
    const subscription = this.bus.join(this.subjects.ofStream(stream), (data) => {
      const hint = decodeHint(data);
      if (hint) this.hub.publishHint(stream, hint);
    });
    this.joined.set(stream, subscription);
  }

  private leave(stream: StreamId): void {
    this.joined.get(stream)?.unsubscribe();
    this.joined.delete(stream);
  }
}
