import pg from 'pg';

/** Tables that hold rows of their own; the partitions of a table are read through it. */
const TABLES = `
  SELECT relname AS name FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    AND relname <> 'migrations' ORDER BY relname`;

/**
 * Copies the rows of all tables into a database with the same schema, as a dump that is restored
 * elsewhere does: with their transaction ids, and under the random value of the history.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await withClient(from, (source) =>
    withClient(to, async (target) => {
      await source.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      const { rows: tables } = await source.query<{ name: string }>(TABLES);
      const names = tables.map(({ name }) => pg.escapeIdentifier(name));
      await target.query('BEGIN');
      await target.query(`TRUNCATE ${names.join(', ')}`);
      for (const name of names) await copyTable(source, target, name);
      await target.query('COMMIT');
    }),
  );
}

async function copyTable(source: pg.Client, target: pg.Client, name: string): Promise<void> {
  const { rows } = await source.query<{ json: string | null }>(
    `SELECT json_agg(t)::text AS json FROM ${name} t`,
  );
  const json = rows[0]?.json;
  if (!json) return;
  await target.query(
    `INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1::json)`,
    [json],
  );
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // Without a handler a lost connection would end the suite.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
