import pg from 'pg';

export interface CountedQuery {
  text: string;
  count: number;
}

const counts = new Map<string, number>();

/** Counts what this process asks of Postgres from now on, by the text of the statement. */
export function countQueries(): void {
  const original = pg.Client.prototype.query as (...all: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...all: unknown[]) {
    const [query] = all;
    const text = typeof query === 'string' ? query : (query as { text?: string }).text;
    const line = (text ?? '?').replace(/\s+/g, ' ').trim().slice(0, 100);
    counts.set(line, (counts.get(line) ?? 0) + 1);
    return original.apply(this, all);
  } as typeof pg.Client.prototype.query;
}

/** What was counted since the last call, the most frequent first. */
export function takeQueryCounts(): CountedQuery[] {
  const taken = [...counts].map(([text, count]) => ({ text, count }));
  counts.clear();
  return taken.sort((a, b) => b.count - a.count);
}
