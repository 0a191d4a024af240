import DataLoader from 'dataloader';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const BATCH_DELAY_MS = 15;

/** When the next read does not wait for the one before it. */
export interface Overtaking {
  /** Milliseconds that the next read waits. */
  afterMs: number;
  /** The most reads at a time. */
  maxReads: number;
}

/**
 * Batches concurrent requests into few reads (ADR 0013). Requests that come while a read runs, and
 * for a moment after a read that answered several, share the next read. A single request is read at
 * once, so a client that reads page after page does not wait. When 5,000 clients come at once, they
 * take about 200 reads. There is one read at a time by default, so that a burst of requests leaves
 * the connection pool to the commands.
 */
export class BatchLoader<Request, Result> {
  private queue: Promise<unknown> = Promise.resolve();
  private readonly running = new Set<Promise<void>>();
  /** No read begins before this time of the monotonic clock, in milliseconds. */
  private delayedUntil = -Infinity;
  private readonly loader: DataLoader<Request, Result>;

  /**
   * @param read returns a result or an error for each request, in order
   * @param maxBatch the most requests in one read
   * @param delayMs how long a read waits for further requests after a read that answered several
   *   (default 15)
   * @param overtaking for reads that may get lost (default: there is one read at a time)
   */
  constructor(
    private readonly read: (requests: readonly Request[]) => Promise<(Result | Error)[]>,
    maxBatch: number,
    private readonly delayMs = BATCH_DELAY_MS,
    private readonly overtaking: Overtaking = { afterMs: Infinity, maxReads: 1 },
  ) {
    this.loader = new DataLoader((requests) => this.readBatch(requests), {
      cache: false,
      maxBatchSize: maxBatch,
      batchScheduleFn: (dispatch) => {
        this.queue = this.queue.then(async () => {
          const delayMs = this.delayedUntil - performance.now();
          if (delayMs > 0) await delay(delayMs);
          dispatch();
          await this.waitForTurn();
        });
      },
    });
  }

  /** @throws the error of the read, or the error that it returned for this request */
  load(request: Request): Promise<Result> {
    return this.loader.load(request);
  }

  /** Resolves when the next read may begin. */
  private async waitForTurn(): Promise<void> {
    const { afterMs, maxReads } = this.overtaking;
    if (this.running.size === 0) return;
    if (this.running.size >= maxReads) return Promise.race(this.running);
    const answered = new AbortController();
    const { signal } = answered;
    const late = delay(afterMs, undefined, { signal }).catch(() => undefined);
    await Promise.race([...this.running, late]);
    answered.abort();
  }

  private readBatch(requests: readonly Request[]): Promise<(Result | Error)[]> {
    const reading = this.read(requests);
    const ended = reading
      .catch(() => undefined)
      .then(() => {
        this.running.delete(ended);
        if (requests.length > 1) this.delayedUntil = performance.now() + this.delayMs;
      });
    this.running.add(ended);
    return reading;
  }
}
