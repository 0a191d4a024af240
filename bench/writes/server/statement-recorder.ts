import pg from 'pg';

export interface RecordedStatement {
  text: string;
  values: unknown[];
}

/** The statements of one transaction in their order, from BEGIN to COMMIT if it has them. */
export type RecordedTransaction = RecordedStatement[];

type Query = (this: pg.Client, ...all: unknown[]) => unknown;

/** The statement that every transaction of a command and of the engine ends with. */
const APPEND = 'outbox-append';

/** Records the transactions of this process that append to the outbox, while started. */
export class StatementRecorder {
  private readonly open = new Map<pg.Client, RecordedTransaction>();
  private readonly done: RecordedTransaction[] = [];
  private readonly appending = new WeakSet<RecordedTransaction>();
  private original: Query | undefined;

  start(): void {
    const original = (this.original ??= Reflect.get(pg.Client.prototype, 'query') as Query);
    const record = this.record.bind(this);
    const recording: Query = function (...all) {
      record(this, all);
      return original.apply(this, all);
    };
    Object.assign(pg.Client.prototype, { query: recording });
  }

  /** @returns the transactions that ended since `start` */
  stop(): RecordedTransaction[] {
    Object.assign(pg.Client.prototype, { query: this.original });
    this.open.clear();
    return this.done.splice(0);
  }

  private record(client: pg.Client, [query, parameters]: unknown[]): void {
    const config = (typeof query === 'string' ? { text: query } : query) as pg.QueryConfig;
    const values = config.values ?? (Array.isArray(parameters) ? (parameters as unknown[]) : []);
    const begin = beginOf(config);
    const isBegin = begin !== undefined;
    const isEnd = config.text === 'COMMIT' || config.text === 'ROLLBACK';
    const transaction = isBegin ? [] : (this.open.get(client) ?? []);
    if (begin !== undefined) transaction.push({ text: begin, values: [] });
    if (begin !== config.text) transaction.push({ text: config.text, values });
    if (config.name === APPEND) this.appending.add(transaction);
    if (isBegin) this.open.set(client, transaction);
    if (isEnd || !this.open.has(client)) {
      this.open.delete(client);
      if (this.appending.has(transaction)) this.done.push(transaction);
    }
  }
}

/** @returns the statement that begins a transaction, alone or in front of the one of this call */
function beginOf(config: pg.QueryConfig & { begin?: string }): string | undefined {
  if (config.begin !== undefined) return config.begin;
  return config.text.startsWith('START TRANSACTION') ? config.text : undefined;
}
