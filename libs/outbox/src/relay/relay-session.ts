import { TailReader } from '../tail/tail-reader.js';

/** The advisory lock of the active relay; any fixed number will do. */
const RELAY_LOCK = 7_014_003;

/**
 * Milliseconds. After this time without a query Postgres ends the session, and another relay takes
 * over from one that is stopped, cut off, or held up by NATS.
 */
const IDLE_TIMEOUT_MS = 3_000;

/** The snapshot of the last batch that NATS has confirmed, in the epoch it belongs to. */
export interface RelayPosition {
  epoch: string;
  snapshot: string;
}

const FIND = 'SELECT epoch, snapshot FROM relay WHERE shard = $1';
const SAVE = {
  name: 'relay-save',
  text: `INSERT INTO relay (shard, epoch, snapshot) VALUES ($1, $2, $3)
    ON CONFLICT (shard) DO UPDATE SET epoch = $2, snapshot = $3, written_at = now()`,
};

/** The only connection of a relay: lock, reads and position in one. */
export class RelaySession extends TailReader {
  /** @param onHint called when another process announces a commit */
  constructor(url: string, onHint: () => void) {
    super(url, onHint, 'tripstream-relay');
  }

  override async connect(): Promise<void> {
    await super.connect();
    await this.client.query(`SELECT set_config('idle_session_timeout', $1, false)`, [
      `${IDLE_TIMEOUT_MS}ms`,
    ]);
  }

  /** Postgres ends a session without queries. */
  async keepAlive(): Promise<void> {
    await this.client.query('SELECT 1');
  }

  /** @returns whether this relay is active */
  async tryLock(): Promise<boolean> {
    const { rows } = await this.client.query<{ held: boolean }>(
      `SELECT CASE WHEN pg_is_in_recovery() THEN false ELSE pg_try_advisory_lock($1) END AS held`,
      [RELAY_LOCK],
    );
    return rows[0]?.held ?? false;
  }

  /** @returns undefined before the first relay of the shard */
  async findPosition(shard: string): Promise<RelayPosition | undefined> {
    const { rows } = await this.client.query<RelayPosition>(FIND, [shard]);
    return rows[0];
  }

  async savePosition(shard: string, { epoch, snapshot }: RelayPosition): Promise<void> {
    await this.client.query({ ...SAVE, values: [shard, epoch, snapshot] });
  }
}
