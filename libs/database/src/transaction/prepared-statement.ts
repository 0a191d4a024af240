import type { Client } from 'pg';
import type { QueryRunner } from 'typeorm';

/**
 * A named statement for frequent queries. Postgres parses and plans it once for each connection
 * instead of at each execution, where planning can cost more than running. TypeORM's `query`
 * can't name a statement, so `queryRows` passes it to the pg client.
 */
export interface PreparedStatement {
  /** The name must belong to this text only: a connection prepares each name once. */
  readonly name: string;
  readonly text: string;
}

/** @returns the rows of a statement, also those of `RETURNING` */
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
