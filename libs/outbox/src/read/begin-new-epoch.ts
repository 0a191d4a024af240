import { Client } from 'pg';
import { connectionOptions } from '#database';

/** Every cursor that was given out so far becomes one of another history. */
const NEW_EPOCH = 'UPDATE history SET nonce = gen_random_uuid()';

/** Running servers read the epoch again when their tail reconnects, which is at once. */
const WAKE_TAILS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'tripstream-tail'
    AND usename = current_user`;

/**
 * Gives the history of a database a new epoch: to be called after a restore that the server
 * can't notice itself (a copied data folder, a storage snapshot, a branch). Every client is
 * `reset` once and gets a snapshot.
 *
 * @param url of the database, a direct connection
 * @throws Error when the database can't be reached or has no history
 */
export async function beginNewEpoch(url: string): Promise<void> {
  const client = new Client(connectionOptions(url, 'tripstream-new-epoch'));
  // Without a handler a terminated backend would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query(NEW_EPOCH);
    if (rowCount !== 1) throw new Error('The database has no history: was it migrated?');
    await client.query(WAKE_TAILS);
  } finally {
    await client.end();
  }
}
