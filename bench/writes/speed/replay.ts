import { createHash } from 'node:crypto';
import pg from 'pg';
import type { RecordedStatement, RecordedTransaction } from '../server/statement-recorder.js';

export interface Replayed {
  transactions: number;
  seconds: number;
}

/**
 * Runs recorded transactions on connections of pg, without the code that made them: every
 * statement is prepared.
 */
export async function replay(
  url: string,
  transactions: readonly RecordedTransaction[],
  connections: number,
): Promise<Replayed> {
  const clients = Array.from({ length: connections }, () => createClient(url));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const left = transactions.values();
    const begin = performance.now();
    await Promise.all(
      clients.map(async (client) => {
        for (const transaction of left) await run(client, transaction);
      }),
    );
    return { transactions: transactions.length, seconds: (performance.now() - begin) / 1_000 };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** The type of pg's configuration lacks the pipeline mode. */
const createClient = (url: string): pg.Client =>
  new pg.Client({ connectionString: url, pipeline: true });

/** BEGIN goes with the first statement and COMMIT with the last one, each two in a round trip. */
async function run(client: pg.Client, statements: RecordedTransaction): Promise<void> {
  const between = statements.slice(2, -2);
  const send = (some: RecordedTransaction) =>
    Promise.all(some.map((statement) => client.query(prepare(statement))));
  if (statements.length > 3) await send(statements.slice(0, 2));
  for (const statement of between) await send([statement]);
  await send(statements.length > 3 ? statements.slice(-2) : statements);
}

const names = new Map<string, string>();

/** A statement without parameters is sent as a simple query, which has one message. */
function prepare({ text, values }: RecordedStatement): pg.QueryConfig {
  if (values.length === 0) return { text };
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    names.set(text, name);
  }
  return { name, text, values };
}
