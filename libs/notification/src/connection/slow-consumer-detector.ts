import type { ResponseSink } from '../frame/response-sink.js';

/**
 * Detects a client that has stopped reading. SSE has no acknowledgement: a client that is gone or
 * frozen shows only in that it takes none of the bytes that wait for it.
 */
export class SlowConsumerDetector {
  /** When the sink was first seen full, in milliseconds since 1970; 0 while the client reads. */
  private fullSince = 0;

  /** @param limitMs how long the client may leave the sink full */
  constructor(
    private readonly sink: Pick<ResponseSink, 'isFull'>,
    private readonly limitMs: number,
  ) {}

  /** Samples the sink, so it must be called at regular intervals: at each heartbeat. */
  isExpired(): boolean {
    if (!this.sink.isFull) this.fullSince = 0;
    else if (this.fullSince === 0) this.fullSince = Date.now();
    return this.fullSince > 0 && Date.now() - this.fullSince > this.limitMs;
  }
}
