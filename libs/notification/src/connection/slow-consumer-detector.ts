import type { FrameSink } from '../frame/frame-sink.js';

/**
 * Detects a client that has stopped reading. SSE has no acknowledgement: a client that is gone or
 * frozen shows only in that it takes none of the bytes that wait for it. Over a WebSocket it also
 * shows in a ping that it does not answer.
 */
export class SlowConsumerDetector {
  /** The bytes that the client had taken at the last progress. */
  private taken = 0;
  /** When the last progress was seen, in milliseconds of the monotonic clock. */
  private progressAt = performance.now();

  /** @param limitMs how long bytes may wait while the client takes none */
  constructor(
    private readonly sink: Pick<FrameSink, 'pendingBytes' | 'takenBytes' | 'isUnresponsive'>,
    private readonly limitMs: number,
  ) {}

  /** Samples the sink, so it must be called at regular intervals: at each heartbeat. */
  isExpired(): boolean {
    const { pendingBytes, takenBytes } = this.sink;
    const now = performance.now();
    if (pendingBytes === 0 || takenBytes > this.taken) {
      this.taken = takenBytes;
      this.progressAt = now;
    }
    return now - this.progressAt > this.limitMs || this.sink.isUnresponsive(this.limitMs);
  }
}
