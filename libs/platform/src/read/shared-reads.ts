import DataLoader from 'dataloader';

/**
 * Reads for whoever asks, in as few round trips as the database's own speed allows: what is
 * asked for while one read runs goes into the next, together. Alone, a question waits for
 * nobody; when 5,000 clients come at once, they ask some 80 times. One read at a time: a
 * storm must not take the whole pool from the commands.
 */
export class SharedReads<Question, Answer> {
  private queue: Promise<unknown> = Promise.resolve();
  private running: Promise<unknown> = Promise.resolve();
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
        this.queue = this.queue.then(() => {
          dispatch();
          return this.running;
        });
      },
    });
  }

  /** @throws what the read throws, or has as the answer to this question */
  ask(question: Question): Promise<Answer> {
    return this.loader.load(question);
  }

  private readTogether(questions: readonly Question[]): Promise<(Answer | Error)[]> {
    const reading = this.read(questions);
    this.running = reading.catch(() => undefined);
    return reading;
  }
}
