import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects, type BusSubscription } from '#bus';
import type { StreamId } from '#contracts';
import { decodeFrame, StreamHub } from '#notification';
import { Settings } from '#platform';
import { carriesFrames } from './audience-message.js';
import { OpenStreamSubjects } from './open-stream-subjects.js';

/** Feeds the hub with the ephemeral frames that one process of the shard makes. */
@Injectable()
export class FrameFeed implements OnModuleInit, BeforeApplicationShutdown {
  private open: OpenStreamSubjects | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly hub: StreamHub,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    this.open = new OpenStreamSubjects(this.hub, (stream) =>
      carriesFrames(stream) ? this.join(stream) : undefined,
    );
  }

  beforeApplicationShutdown(): void {
    this.open?.leaveAll();
  }

  private join(stream: StreamId): BusSubscription {
    return this.bus.join(this.subjects.ofFrames(stream), (data) => {
      const frame = decodeFrame(data);
      if (frame) this.hub.publishEphemeral(stream, frame);
    });
  }
}
