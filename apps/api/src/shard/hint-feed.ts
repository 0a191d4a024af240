import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects, decodeHint } from '#bus';
import { StreamHub } from '#notification';
import { OpenStreamSubjects } from './open-stream-subjects.js';

/** Feeds the hub of a gateway with the events that the relay publishes. */
@Injectable()
export class HintFeed implements OnModuleInit, BeforeApplicationShutdown {
  private open: OpenStreamSubjects | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly hub: StreamHub,
  ) {}

  onModuleInit(): void {
    this.open = new OpenStreamSubjects(this.hub, (stream) =>
      this.bus.join(this.subjects.ofStream(stream), (data) => {
        const hint = decodeHint(data);
        if (hint) this.hub.publishHint(stream, hint);
      }),
    );
  }

  beforeApplicationShutdown(): void {
    this.open?.leaveAll();
  }
}
