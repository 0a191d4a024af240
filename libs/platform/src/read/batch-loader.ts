import DataLoader from 'dataloader';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const BATCH_DELAY_MS = 15;

/**
 * Batches concurrent requests into few reads (ADR 0013). Requests that come while a read runs, and
 * for a moment after a read that answered several, share the next read. A single request is read at
 * once, so a client that reads page after page does not wait. When 5,000 clients come at once, they
 * take about 200 reads. There is one read at a time, so that a burst of requests leaves the
 * connection pool to the commands.
 */
export class BatchLoader<Request, Result> {
  private queue: Promise<unknown> = Promise.resolve();
  private running: Promise<unknown> = Promise.resolve();
  /** No read begins before this time of the monotonic clock, in milliseconds. */
  private delayedUntil = -Infinity;
  private readonly loader: DataLoader<Request, Result>;

  /**
   * @param read returns a result or an error for each request, in order
   * @param maxBatch the most requests in one read
   * @param delayMs how long a read waits for further requests after a read that answered several
   *   (default 15)
   */
  constructor(
    private readonly read: (requests: readonly Request[]) => Promise<(Result | Error)[]>,
    maxBatch: number,
    private readonly delayMs = BATCH_DELAY_MS,
  ) {
    this.loader = new DataLoader((requests) => this.readBatch(requests), {
      cache: false,
      maxBatchSize: maxBatch,
      batchScheduleFn: (dispatch) => {
        this.queue = this.queue.then(async () => {
          const delayMs = this.delayedUntil - performance.now();
          if (delayMs > 0) await delay(delayMs);
          dispatch();
          await this.running;
        });
      },
    });
  }

  /** @throws the error of the read, or the error that it returned for this request */
  load(request: Request): Promise<Result> {
    return this.loader.load(request);
  }

  private readBatch(requests: readonly Request[]): Promise<(Result | Error)[]> {
    const reading = this.read(requests);
    this.running = reading
      .catch(() => undefined)
      .then(() => {
        if (requests.length > 1) this.delayedUntil = performance.now() + this.delayMs;
      });
    return reading;
  }
}
