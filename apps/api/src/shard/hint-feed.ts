import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects, decodeHint } from '#bus';
import { StreamHub } from '#notification';
import { EventTrail } from '#platform';
import { OpenStreamSubjects } from './open-stream-subjects.js';

/** Feeds the hub of a gateway with the events that the relay publishes. */
@Injectable()
export class HintFeed implements OnModuleInit, BeforeApplicationShutdown {
  private open: OpenStreamSubjects | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly hub: StreamHub,
    private readonly trail: EventTrail,
  ) {}

  onModuleInit(): void {
    this.open = new OpenStreamSubjects(this.hub, (stream) =>
      this.bus.join(this.subjects.ofStream(stream), (data, traceparent) => {
        const hint = decodeHint(data);
        if (!hint) return;
        const { seq, id, type, json } = hint;
        this.trail.note({ step: 'heard', event: id, stream, seq });
        this.hub.publishHint(stream, {
          seq,
          id,
          type,
          json,
          appendedAt: readTime(json),
          traceparent,
        });
      }),
    );
  }

  beforeApplicationShutdown(): void {
    this.open?.leaveAll();
  }
}

/** Finds the time without parsing the event; an event in the data comes behind it. */
const TIME = /"time":"([^"]{20,30})"/;

/** When the event was appended, in milliseconds since 1970. */
const readTime = (json: string): number | undefined => {
  const milliseconds = Date.parse(TIME.exec(json)?.[1] ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
};
