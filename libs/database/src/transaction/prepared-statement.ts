import type { Client } from 'pg';
import type { QueryRunner } from 'typeorm';

/**
 * A statement that Postgres parses and plans once a connection instead of each time, which
 * can cost more than running it. For what is asked all the time. TypeORM's `query` has no
 * name for a statement, so this goes to its connection.
 */
export interface PreparedStatement {
  /** One text only, ever, has this name. */
  readonly name: string;
  readonly text: string;
}

/** Rows of a statement, `RETURNING` included. */
export async function queryRows<Row>(
  runner: QueryRunner,
  sql: string | PreparedStatement,
  parameters: unknown[],
): Promise<Row[]> {
  if (typeof sql === 'string') {
    return (await runner.query(sql, parameters, true)).records as Row[];
  }
  const client = (await runner.connect()) as Client;
  const { rows } = await client.query({ ...sql, values: parameters });
  return rows as Row[];
}
