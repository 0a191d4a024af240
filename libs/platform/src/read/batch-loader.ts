import DataLoader from 'dataloader';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds in which the questions of a crowd gather. */
const GATHER_MS = 15;

/**
 * Reads for whoever asks, in few round trips: what is asked for while one read runs, and for
 * a moment after a read for several, goes into the next, together. Alone, a question waits
 * for nobody, and whoever reads page after page is alone; when 5,000 clients come at once,
 * they ask some 200 times, which costs the database a fraction of 5,000. One read at a time:
 * a storm must not take the whole pool from the commands.
 */
export class BatchLoader<Question, Answer> {
  private queue: Promise<unknown> = Promise.resolve();
  private running: Promise<unknown> = Promise.resolve();
  /** Before this time, by the monotonic clock, no read begins. */
  private gatheringUntil = -Infinity;
  private readonly loader: DataLoader<Question, Answer>;

  /**
   * @param read an answer, or an error, for each question in its order
   * @param most questions that one read may answer
   */
  constructor(
    private readonly read: (questions: readonly Question[]) => Promise<(Answer | Error)[]>,
    most: number,
  ) {
    this.loader = new DataLoader((questions) => this.readTogether(questions), {
      cache: false,
      maxBatchSize: most,
      batchScheduleFn: (dispatch) => {
        this.queue = this.queue.then(async () => {
          const rest = this.gatheringUntil - performance.now();
          if (rest > 0) await delay(rest);
          dispatch();
          await this.running;
        });
      },
    });
  }

  /** @throws what the read throws, or has as the answer to this question */
  load(question: Question): Promise<Answer> {
    return this.loader.load(question);
  }

  private readTogether(questions: readonly Question[]): Promise<(Answer | Error)[]> {
    const reading = this.read(questions);
    this.running = reading
      .catch(() => undefined)
      .then(() => {
        if (questions.length > 1) this.gatheringUntil = performance.now() + GATHER_MS;
      });
    return reading;
  }
}
