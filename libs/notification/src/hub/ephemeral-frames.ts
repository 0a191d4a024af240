import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { EphemeralData, EphemeralType, StreamId } from '#contracts';
import { Metrics } from '#platform';
import { StreamHub } from './stream-hub.js';

/**
 * Publishes ephemeral frames to the clients of this process; with a bus, `apps/api` replaces it by
 * one for the clients of a shard. Frames are not stored: a client that catches up or has bytes
 * waiting is skipped, and gets the next frame.
 */
@Injectable()
export class EphemeralFrames {
  constructor(
    private readonly hub: StreamHub,
    private readonly metrics: Metrics,
  ) {}

  /** Emits a stream when it gets its first subscriber on this process. */
  get opened$(): Observable<StreamId> {
    return this.hub.opened$;
  }

  /** The streams that are open, in any format. */
  async countOpenStreams(): Promise<number> {
    const { values } = await this.metrics.openStreams.get();
    return values[0]?.value ?? 0;
  }

  /** The streams that have a subscriber on this process. */
  subscribedStreams(): Iterable<StreamId> {
    return this.hub.subscribedStreams();
  }

  /** Whether a client of this process would get a frame; if not, the caller need not make one. */
  hasSubscribers(stream: StreamId): boolean {
    return this.hub.hasSubscribers(stream);
  }

  /** Publishes one frame on all the given streams. */
  publish<T extends EphemeralType>(streams: StreamId[], type: T, data: EphemeralData<T>): void {
    const ephemeral = { type, json: JSON.stringify(data) };
    for (const stream of streams) this.hub.publishEphemeral(stream, ephemeral);
  }
}
