import { Injectable } from '@nestjs/common';
import type { EphemeralData, EphemeralType, StreamId } from '#contracts';
import { StreamHub } from './stream-hub.js';

/**
 * Sends readings to whoever reads a stream on this process, now. Nothing is kept: a reader
 * that is still catching up, or has bytes waiting, goes without, and gets the next one.
 */
@Injectable()
export class EphemeralFrames {
  constructor(private readonly hub: StreamHub) {}

  /** Streams that somebody reads on this process. */
  get subscribedStreamCount(): number {
    return this.hub.subscribedStreamCount;
  }

  /** Whether anybody would get a frame of this stream: readings for nobody needn't be made. */
  hasSubscribers(stream: StreamId): boolean {
    return this.hub.hasSubscribers(stream);
  }

  /** The same frame to the readers of all these streams. */
  publish<T extends EphemeralType>(streams: StreamId[], type: T, data: EphemeralData<T>): void {
    const reading = { type, json: JSON.stringify(data) };
    for (const stream of streams) this.hub.publishEphemeral(stream, reading);
  }
}
