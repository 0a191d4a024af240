import pg from 'pg';
import { BegunQuery } from './begun-query.js';

/** The beginning of each statement that begins a transaction. */
export const BEGIN = 'START TRANSACTION';

type Query = (...all: unknown[]) => unknown;

/** A BEGIN that waits for the first statement of its transaction. */
interface PendingBegin {
  text: string;
  /** Continues the promise of the BEGIN with the one that decides it. */
  settle: (answer: Promise<unknown>) => void;
}

/**
 * A client that always has an `error` listener. pg-pool removes its own listener when it hands a
 * client out, and TypeORM adds one a few microtasks later. A backend that is terminated between
 * the two would end the process with an unhandled `error` event. The listener may ignore the
 * error, because the next query on the client fails with it.
 *
 * It sends BEGIN together with the first statement of the transaction (`BegunQuery`), once the
 * connection has prepared it, and holds the further statements back until both are answered. A
 * pipelined statement behind a BEGIN that failed would be a transaction by itself and commit.
 */
export class ErrorHandlingClient extends pg.Client {
  private begun?: Promise<unknown>;
  private pending?: PendingBegin;
  private readonly preparedBegins = new Set<string>();

  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    this.query = this.order.bind(this) as typeof this.query;
  }

  /**
   * Begins a transaction. A caller may not wait for the answer before the first statement, because
   * BEGIN goes out together with it.
   *
   * @param text a statement that begins with `BEGIN`
   */
  begin(text: string): Promise<unknown> {
    if (this.preparedBegins.has(text)) return this.postpone(text);
    if (!this.pipeline) return this.query(text);
    const answer = this.send({ name: text, text }) as Promise<unknown>;
    answer.then(() => this.preparedBegins.add(text)).catch(() => undefined);
    return this.holdBackUntil(answer);
  }

  private order(...all: unknown[]): unknown {
    if (this.pending) return this.beginWith(this.pending, all);
    if (this.begun) return this.begun.then(() => this.send(...all));
    const answer = this.send(...all);
    const [text] = all;
    const isBegin = typeof text === 'string' && text.startsWith(BEGIN);
    return isBegin ? this.holdBackUntil(answer as Promise<unknown>) : answer;
  }

  /** Looked up with each call, so that a test or a benchmark can count the statements. */
  private send(...all: unknown[]): unknown {
    return (pg.Client.prototype.query as Query).apply(this, all);
  }

  private postpone(text: string): Promise<unknown> {
    return this.holdBackUntil(
      new Promise((settle) => {
        this.pending = { text, settle };
      }),
    );
  }

  private beginWith({ text, settle }: PendingBegin, all: unknown[]): unknown {
    delete this.pending;
    const config = toConfig(all);
    if (!config) {
      settle(this.holdBackUntil(this.send({ name: text, text }) as Promise<unknown>));
      return this.order(...all);
    }
    const answer = new Promise<pg.QueryResult>((resolve, reject) => {
      const query = new BegunQuery(text, config, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
      this.send(query);
    });
    settle(this.holdBackUntil(answer));
    return answer;
  }

  /** A statement that follows on the end of `begun`, such as ROLLBACK, is not held back. */
  private holdBackUntil(begun: Promise<unknown>): Promise<unknown> {
    this.begun = begun;
    const release = () => {
      if (this.begun === begun) delete this.begun;
    };
    begun.then(release, release);
    return begun;
  }
}

/**
 * @returns undefined for a call that can't share its messages with BEGIN: one with a callback, and
 *   several statements in one text
 */
function toConfig([query, values, ...more]: unknown[]): pg.QueryConfig | undefined {
  if (more.length > 0 || typeof values === 'function') return undefined;
  const config = typeof query === 'string' ? { text: query } : (query as pg.QueryConfig);
  const parameters = config.values ?? (values as unknown[] | undefined) ?? [];
  const isPrepared = parameters.length > 0 || config.name !== undefined;
  if (!isPrepared && config.text.includes(';')) return undefined;
  return { ...config, values: parameters };
}
