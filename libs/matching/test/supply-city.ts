import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Position } from '#contracts';

/** Runs SQL on some connection, which may have a transaction open. */
export type RunSql = (sql: string, parameters?: unknown[]) => Promise<unknown>;

/** The old question of each quote and window: which drivers of the whole fleet are available. */
export const ALL_AVAILABLE = `
  SELECT d.id AS "driverId", p.lat, p.lng
  FROM driver d JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  WHERE d.availability = 'online'
    AND NOT ($1::float8 > 0 AND coalesce(s.seen_at, $2::timestamptz, clock_timestamp())
      <= clock_timestamp() - make_interval(secs => $1::float8))
    AND NOT EXISTS (SELECT FROM offer o WHERE o.driver_id = d.id AND o.status = 'pending')
    AND NOT EXISTS (SELECT FROM trip t WHERE t.driver_id = d.id
      AND t.status IN ('driver_assigned', 'driver_arrived', 'in_progress'))
  ORDER BY d.id`;

/** Changes the rows of drivers without the services, as other processes and operators do. */
export const cityChanges = {
  setAvailability: (run: RunSql, driverId: string, availability: string) =>
    run(
      `INSERT INTO driver (id, name, availability) VALUES ($1, 'Dora', $2)
       ON CONFLICT (id) DO UPDATE SET availability = excluded.availability`,
      [driverId, availability],
    ),
  place: (run: RunSql, driverId: string, { lat, lng }: Position) =>
    run(
      `INSERT INTO driver_position (driver_id, lat, lng, recorded_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (driver_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng`,
      [driverId, lat, lng],
    ),
  hear: (run: RunSql, driverId: string, secondsAgo: number) =>
    run(
      `INSERT INTO driver_presence (driver_id, seen_at)
       VALUES ($1, clock_timestamp() - make_interval(secs => $2))
       ON CONFLICT (driver_id) DO UPDATE SET seen_at = excluded.seen_at`,
      [driverId, secondsAgo],
    ),
  forget: async (run: RunSql, driverId: string) => {
    await run('DELETE FROM driver_presence WHERE driver_id = $1', [driverId]);
    await run('DELETE FROM driver_position WHERE driver_id = $1', [driverId]);
  },
  remove: (run: RunSql, driverId: string) => run('DELETE FROM driver WHERE id = $1', [driverId]),
  offer: (run: RunSql, driverId: string) =>
    run(
      `INSERT INTO offer (id, trip_id, driver_id, status, exclusive, ride, pickup_eta_seconds,
         pickup_distance_meters, created_at, expires_at)
       VALUES ($1, $2, $3, 'pending', true, '{}', 1, 1, now(), now())
       ON CONFLICT DO NOTHING`,
      [randomUUID(), randomUUID(), driverId],
    ),
  closeOffers: (run: RunSql, driverId: string) =>
    run(`UPDATE offer SET status = 'declined' WHERE driver_id = $1`, [driverId]),
  deleteOffers: (run: RunSql, driverId: string) =>
    run('DELETE FROM offer WHERE driver_id = $1', [driverId]),
  startTrip: (run: RunSql, driverId: string | null) =>
    run(
      `INSERT INTO trip (id, rider_id, rider, status, version, driver_id, pickup, dropoff, fare,
         cancel_fee, distance_meters, duration_seconds, pin, excluded_driver_ids,
         matching_since, matching_deadline, requested_at)
       VALUES ($1, $2, '{}', $4, 1, $3, '{}', '{}', '{}', '{}', 1, 1, '0000', '{}',
         now(), now(), now()) ON CONFLICT DO NOTHING`,
      [randomUUID(), randomUUID(), driverId, driverId === null ? 'matching' : 'driver_assigned'],
    ),
  assignWaiting: (run: RunSql, driverId: string) =>
    run(
      `UPDATE trip SET status = 'driver_assigned', driver_id = $1 WHERE id =
         (SELECT id FROM trip WHERE status = 'matching' LIMIT 1 FOR UPDATE SKIP LOCKED)
       AND NOT EXISTS (SELECT FROM trip WHERE driver_id = $1 AND status <> 'completed')`,
      [driverId],
    ),
  handOver: (run: RunSql, driverId: string, toDriverId: string) =>
    run(
      `UPDATE trip SET driver_id = $2 WHERE driver_id = $1 AND status = 'driver_assigned'
       AND NOT EXISTS (SELECT FROM trip WHERE driver_id = $2 AND status <> 'completed')`,
      [driverId, toDriverId],
    ),
  redispatch: (run: RunSql, driverId: string) =>
    run(
      `UPDATE trip SET status = 'matching', driver_id = NULL
       WHERE driver_id = $1 AND status = 'driver_assigned'`,
      [driverId],
    ),
  completeTrips: (run: RunSql, driverId: string) =>
    run(`UPDATE trip SET status = 'completed' WHERE driver_id = $1`, [driverId]),
  deleteTrips: (run: RunSql, driverId: string) =>
    run('DELETE FROM trip WHERE driver_id = $1', [driverId]),
};

/** Puts drivers on duty, on the map and heard of, with a few statements. */
export async function fillCity(run: RunSql, count: number, { lat, lng }: Position): Promise<void> {
  await run(
    `WITH ids AS MATERIALIZED (SELECT gen_random_uuid() AS id FROM generate_series(1, $1::int)),
     drivers AS (INSERT INTO driver (id, name, availability) SELECT id, 'D', 'online' FROM ids),
     heard AS (INSERT INTO driver_presence (driver_id, seen_at)
       SELECT id, clock_timestamp() FROM ids)
     INSERT INTO driver_position (driver_id, lat, lng, recorded_at)
     SELECT id, $2::float8 + random() * 0.01, $3::float8 + random() * 0.01, now() FROM ids`,
    [count, lat, lng],
  );
}

/** A session of another process, whose transaction may stay open or be rolled back. */
export class CitySession {
  private isOpen = false;

  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<CitySession> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    // Sessions of one test wait for each other's locks only this long.
    await client.query(`SET lock_timeout = '15ms'`);
    return new CitySession(client);
  }

  /** Makes a change in the open transaction, or begins one; it is rolled back when it must wait. */
  async change(work: (run: RunSql) => Promise<unknown>): Promise<void> {
    if (!this.isOpen) await this.client.query('BEGIN');
    this.isOpen = true;
    try {
      await work((sql, parameters) => this.client.query(sql, parameters));
    } catch {
      await this.end('ROLLBACK');
    }
  }

  async end(how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (this.isOpen) await this.client.query(how);
    this.isOpen = false;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
