import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Subscription } from 'rxjs';
import { Bus, BusSubjects, type BusSubscription } from '#bus';
import type { StreamId } from '#contracts';
import { decodeFrame, StreamHub } from '#notification';
import { Settings } from '#platform';
import { carriesFrames } from './audience-message.js';

/** Feeds the hub with the ephemeral frames that one process of the shard makes. */
@Injectable()
export class FrameFeed implements OnModuleInit, BeforeApplicationShutdown {
  private readonly joined = new Map<StreamId, BusSubscription>();
  private readonly subscription = new Subscription();

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly hub: StreamHub,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    this.subscription.add(
      this.hub.opened$.subscribe((stream) => {
        if (carriesFrames(stream)) this.join(stream);
      }),
    );
    this.subscription.add(
      this.hub.closed$.subscribe((stream) => {
        this.leave(stream);
      }),
    );
  }

  beforeApplicationShutdown(): void {
    this.subscription.unsubscribe();
    for (const stream of [...this.joined.keys()]) this.leave(stream);
  }

  private join(stream: StreamId): void {
    const subscription = this.bus.join(this.subjects.ofFrames(stream), (data) => {
      const frame = decodeFrame(data);
      if (frame) this.hub.publishEphemeral(stream, frame);
    });
    this.joined.set(stream, subscription);
  }

  private leave(stream: StreamId): void {
    this.joined.get(stream)?.unsubscribe();
    this.joined.delete(stream);
  }
}
