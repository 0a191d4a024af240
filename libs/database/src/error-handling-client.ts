import pg from 'pg';

/** The beginning of each statement that begins a transaction. */
export const BEGIN = 'START TRANSACTION';

type Query = (...all: unknown[]) => unknown;

/**
 * A client that always has an `error` listener. pg-pool removes its own listener when it hands a
 * client out, and TypeORM adds one a few microtasks later. A backend that is terminated between
 * the two would end the process with an unhandled `error` event. The listener may ignore the
 * error, because the next query on the client fails with it.
 *
 * It holds the statements of a transaction back until the transaction has begun. A pipelined
 * statement behind a BEGIN that failed would be a transaction by itself and commit.
 */
export class ErrorHandlingClient extends pg.Client {
  private begun?: Promise<unknown>;

  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    // Looked up with each call, so that a test or a benchmark can count the statements.
    const query: Query = (...all) => (pg.Client.prototype.query as Query).apply(this, all);
    const holdBack: Query = (...all) => {
      if (this.begun) return this.begun.then(() => query(...all));
      const answer = query(...all);
      if (typeof all[0] === 'string' && all[0].startsWith(BEGIN)) this.holdBackUntil(answer);
      return answer;
    };
    this.query = holdBack as typeof this.query;
  }

  private holdBackUntil(answer: unknown): void {
    const begun = answer as Promise<unknown>;
    this.begun = begun;
    const release = () => {
      if (this.begun === begun) delete this.begun;
    };
    begun.then(release, release);
  }
}
