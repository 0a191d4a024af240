import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Subscription } from 'rxjs';
import { Bus, BusSubjects } from '#bus';
import type { StreamId } from '#contracts';
import { StreamShard } from '#notification';
import { Settings } from '#platform';
import { carriesFrames, encodeAudience } from './audience-message.js';

/** Milliseconds. Streams that open and close within this time share one message. */
const GATHERING_MS = 100;
/** Milliseconds. A process without news says that it still exists. */
const SIGN_INTERVAL_MS = 2_000;
/** Streams in one message, of 45 bytes each. */
const MAX_STREAMS = 10_000;

/**
 * Tells the shard which streams are open at this process, so that ephemeral frames are made once,
 * by one process, and only for streams that are read (`ShardAudience`).
 */
@Injectable()
export class AudienceAnnouncer implements OnModuleInit, BeforeApplicationShutdown {
  private readonly process = randomUUID();
  private readonly subscription = new Subscription();
  private number = 0;
  private opened = new Set<StreamId>();
  private closed = new Set<StreamId>();
  private isWholeDue = true;
  private sentAt = -Infinity;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly shard: StreamShard,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    this.subscription.add(
      this.shard.hub.opened$.subscribe((stream) => {
        if (carriesFrames(stream)) this.note(this.opened, this.closed, stream);
      }),
    );
    this.subscription.add(
      this.shard.hub.closed$.subscribe((stream) => {
        if (carriesFrames(stream)) this.note(this.closed, this.opened, stream);
      }),
    );
    const asked = this.bus.join(this.subjects.audienceAsked, () => {
      this.isWholeDue = true;
    });
    this.subscription.add(() => {
      asked.unsubscribe();
    });
    this.subscription.add(
      this.bus.breaks$.subscribe(() => {
        this.isWholeDue = true;
      }),
    );
    this.timer = setInterval(() => {
      this.sendDue();
    }, GATHERING_MS);
  }

  beforeApplicationShutdown(): void {
    this.subscription.unsubscribe();
    clearInterval(this.timer);
  }

  private note(into: Set<StreamId>, other: Set<StreamId>, stream: StreamId): void {
    other.delete(stream);
    into.add(stream);
  }

  private sendDue(): void {
    if (!this.bus.isConnected) return;
    const isSignDue = performance.now() - this.sentAt >= SIGN_INTERVAL_MS;
    if (!this.isWholeDue && !isSignDue && this.opened.size + this.closed.size === 0) return;
    this.send();
  }

  private send(): void {
    const { hub, openStreams } = this.shard;
    const isWhole = this.isWholeDue;
    const opened = isWhole ? [...hub.subscribedStreams()].filter(carriesFrames) : [...this.opened];
    const closed = isWhole ? [] : [...this.closed];
    this.isWholeDue = false;
    this.opened = new Set();
    this.closed = new Set();
    for (let from = 0; from === 0 || from < Math.max(opened.length, closed.length);) {
      const to = from + MAX_STREAMS;
      this.publish({
        isWhole: isWhole && from === 0,
        opened: opened.slice(from, to),
        closed: closed.slice(from, to),
        openStreams,
      });
      from = to;
    }
  }

  private publish(content: {
    isWhole: boolean;
    opened: StreamId[];
    closed: StreamId[];
    openStreams: number;
  }): void {
    this.sentAt = performance.now();
    const message = { process: this.process, number: ++this.number, ...content };
    this.bus.publish(this.subjects.audience, encodeAudience(message));
  }
}
