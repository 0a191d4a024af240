import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Position } from '#contracts';
import { until } from '#testing';
import type { TestServer } from './test-server.js';

/** A connection of its own to the database of a server, as an operator's psql has it. */
export class SqlPeek {
  private constructor(private readonly client: pg.Client) {}

  static async at({ databaseUrl }: Pick<TestServer, 'databaseUrl'>): Promise<SqlPeek> {
    const client = new pg.Client({ connectionString: databaseUrl });
    // Dropping the database ends it, and a test that failed did not close it.
    client.on('error', () => undefined);
    await client.connect();
    return new SqlPeek(client);
  }

  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.client.query(sql, parameters)).rows as Row[];
  }

  /** The one value of the one row. */
  async value<T>(sql: string, parameters: unknown[] = []): Promise<T> {
    const [row] = await this.rows<Record<string, T>>(sql, parameters);
    return Object.values(row ?? {})[0] as T;
  }

  close(): Promise<void> {
    return this.client.end();
  }

  /** Takes all drivers offline and ends all trips, so that the next test meets none of them. */
  async resetCity(): Promise<void> {
    await this.rows(`UPDATE driver SET availability = 'offline'`);
    await this.rows(
      `UPDATE trip SET status = 'cancelled', ended_at = now() WHERE ended_at IS NULL`,
    );
    await this.rows(
      `UPDATE offer SET status = 'revoked', closed_at = now() WHERE status = 'pending'`,
    );
  }

  /** Puts a driver on the map at once; readings over HTTP are written once a second. */
  async place(driverId: string, { lat, lng }: Position): Promise<void> {
    await this.rows(
      `INSERT INTO driver_position (driver_id, lat, lng, recorded_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (driver_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng`,
      [driverId, lat, lng],
    );
  }

  offerStatus(id: string): Promise<string> {
    return this.value<string>('SELECT status FROM offer WHERE id = $1', [id]);
  }

  /** An offer that isn't the only one, as a broadcast makes them. @returns its id */
  async broadcastOffer(tripId: string, driverId: string): Promise<string> {
    const id = randomUUID();
    await this.rows(
      `INSERT INTO driver (id, name, availability) VALUES ($1, 'Dora', 'online')
       ON CONFLICT (id) DO UPDATE SET availability = 'online'`,
      [driverId],
    );
    // Heard of, or the offer would be taken from a driver who never made a request.
    await this.rows(
      `INSERT INTO driver_presence (driver_id, seen_at) VALUES ($1, clock_timestamp())
       ON CONFLICT (driver_id) DO UPDATE SET seen_at = excluded.seen_at`,
      [driverId],
    );
    await this.rows(
      `INSERT INTO offer (id, trip_id, driver_id, status, exclusive, ride, pickup_eta_seconds,
         pickup_distance_meters, created_at, expires_at)
       SELECT $1, id, $2, 'pending', false, jsonb_build_object('pickup', pickup, 'dropoff',
         dropoff, 'tripDistanceMeters', distance_meters, 'fare', fare, 'rider', rider), 60, 100,
         clock_timestamp(), clock_timestamp() + interval '1 minute'
       FROM trip WHERE id = $3`,
      [id, driverId, tripId],
    );
    return id;
  }

  /** Leaves an offer a third of a second from now. */
  async shorten(offerId: string): Promise<void> {
    await this.rows(
      `UPDATE offer SET expires_at = clock_timestamp() + interval '300 ms' WHERE id = $1`,
      [offerId],
    );
  }

  /** Until the database's clock is past the offer's expiry. */
  async untilExpired(offerId: string): Promise<void> {
    await until('the offer is past its time', () =>
      this.value<boolean>('SELECT clock_timestamp() > expires_at FROM offer WHERE id = $1', [
        offerId,
      ]),
    );
  }

  /**
   * Waits until so many transactions wait for locks that others hold. Within a transaction Postgres
   * lists the sessions of its first look, so a later session would never be seen.
   */
  async untilTransactionsWait(count = 1): Promise<void> {
    await until(`${count} transactions wait for a lock`, async () => {
      await this.rows('SELECT pg_stat_clear_snapshot()');
      return this.value<boolean>(
        `SELECT count(*) >= $1 FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        [count],
      );
    });
  }

  /** The types of what a stream ever carried, in its order. */
  async eventsOf(stream: string): Promise<string[]> {
    const rows = await this.rows<{ type: string }>(
      `SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
       WHERE m.stream = $1 ORDER BY m.seq`,
      [stream],
    );
    return rows.map(({ type }) => type);
  }
}
