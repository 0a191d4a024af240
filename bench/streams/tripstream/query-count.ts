import pg from 'pg';

export interface CountedQuery {
  text: string;
  count: number;
}

type Query = (this: pg.Client, ...all: unknown[]) => unknown;

const SHOWN = 100;

/** Counts what this process asks of Postgres, by the text of the statement, when asked to. */
export class QueryCount {
  private readonly counts = new Map<string, number>();
  private original: Query | undefined;

  start(): void {
    const original = (this.original ??= Reflect.get(pg.Client.prototype, 'query') as Query);
    const { counts } = this;
    const counting: Query = function (...all) {
      const [query] = all;
      const text = typeof query === 'string' ? query : (query as { text?: string }).text;
      counts.set(text ?? '?', (counts.get(text ?? '?') ?? 0) + 1);
      return original.apply(this, all);
    };
    Object.assign(pg.Client.prototype, { query: counting });
  }

  /** @returns what was counted, the most frequent first */
  stop(): CountedQuery[] {
    Object.assign(pg.Client.prototype, { query: this.original });
    const taken = [...this.counts].map(([text, count]) => ({ text: lineOf(text), count }));
    this.counts.clear();
    return taken.sort((a, b) => b.count - a.count);
  }
}

const lineOf = (sql: string): string => sql.replace(/\s+/g, ' ').trim().slice(0, SHOWN);
