import pg from 'pg';

export interface CountedQuery {
  text: string;
  count: number;
}

type Query = (this: pg.Client, ...all: unknown[]) => unknown;

/** Characters of a statement that the report shows. */
const SHOWN_CHARACTERS = 100;

/** Counts the statements that this process sends to Postgres, by their text, while started. */
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

  /** @returns the counts since `start`, the most frequent first */
  stop(): CountedQuery[] {
    Object.assign(pg.Client.prototype, { query: this.original });
    const counted = [...this.counts].map(([text, count]) => ({ text: shorten(text), count }));
    this.counts.clear();
    return counted.sort((a, b) => b.count - a.count);
  }
}

const shorten = (sql: string): string => sql.replace(/\s+/g, ' ').trim().slice(0, SHOWN_CHARACTERS);
