import type { ResponseSink } from '../frame/response-sink.js';

/**
 * How long we wait for a reader. SSE has no acknowledgement: one that is gone, or frozen,
 * shows only by taking nothing of what waits for it.
 */
export class SlowConsumerDetector {
  /** Since when it has taken too little; 0 while it reads. */
  private fullSince = 0;

  /** @param limitMs how long it may take nothing */
  constructor(
    private readonly sink: Pick<ResponseSink, 'isFull'>,
    private readonly limitMs: number,
  ) {}

  /** To be asked now and then. */
  isExpired(): boolean {
    if (!this.sink.isFull) this.fullSince = 0;
    else if (this.fullSince === 0) this.fullSince = Date.now();
    return this.fullSince > 0 && Date.now() - this.fullSince > this.limitMs;
  }
}
