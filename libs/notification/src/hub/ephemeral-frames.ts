import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { EphemeralData, EphemeralType, StreamId } from '#contracts';
import { StreamHub } from './stream-hub.js';

/**
 * Publishes ephemeral frames to the clients of this process. Frames are not stored: a client that
 * catches up or has bytes waiting is skipped, and gets the next frame.
 */
@Injectable()
export class EphemeralFrames {
  constructor(private readonly hub: StreamHub) {}

  /** Emits a stream when it gets its first subscriber on this process. */
  get opened$(): Observable<StreamId> {
    return this.hub.opened$;
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
