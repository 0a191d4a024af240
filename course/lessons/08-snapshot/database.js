import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});

await pool.query(`
  CREATE TABLE IF NOT EXISTS ride (id int PRIMARY KEY, status text NOT NULL);
  CREATE TABLE IF NOT EXISTS head (seq int NOT NULL);
  CREATE TABLE IF NOT EXISTS outbox (seq int PRIMARY KEY, event json NOT NULL);
  INSERT INTO ride SELECT n, 'in_progress' FROM generate_series(1, 3) n ON CONFLICT DO NOTHING;
  INSERT INTO head SELECT 0 WHERE NOT EXISTS (SELECT FROM head)`);

/**
 * Changes a ride: its row, and an event with the next number. The row of `head` stays locked until the
 * commit, so the numbers are given in the order of the commits.
 */
export async function change(ride, status) {
  await pool.query(
    `WITH changed AS (UPDATE ride SET status = $2 WHERE id = $1 RETURNING id, status),
          next AS (UPDATE head SET seq = seq + 1 RETURNING seq)
     INSERT INTO outbox SELECT seq, json_build_object('ride', id, 'status', status)
     FROM changed, next`,
    [ride, status],
  );
}

/** Calls `onEvent` with each event, in the order of the numbers. */
export async function tail(onEvent) {
  for (let last = 0; ; await pause(10)) {
    const newer = 'SELECT seq, event FROM outbox WHERE seq > $1 ORDER BY seq';
    for (const row of (await pool.query(newer, [last])).rows) {
      last = row.seq;
      onEvent(row);
    }
  }
}
