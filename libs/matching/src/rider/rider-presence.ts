import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { Transactions } from '#database';
import { PeriodicTask } from '#platform';

/** Each process writes at most one batch in this time, however many requests arrive. */
const WRITE_INTERVAL_MS = 1000;
/** After an outage the signs of other processes come within this time. */
const BLIND_MS = 10_000;
/** Riders in one statement, so that a large batch is no long transaction. */
const MAX_RIDERS_PER_STATEMENT = 1000;

/**
 * Only riders whose request searches for a driver get a row, and a request alone makes none: it
 * counts for riders who had a stream open before. So other riders cost one look-up by key. The
 * order of the ids keeps two such statements from a deadlock, and the LIMIT keeps Postgres from
 * joining whole tables.
 */
const WRITE_PRESENCE = `
  INSERT INTO rider_presence (rider_id, seen_at, streamed_at)
  SELECT s.id, clock_timestamp() - make_interval(secs => s.seen_age),
    clock_timestamp() - make_interval(secs => s.streamed_age)
  FROM unnest($1::uuid[], $2::float8[], $3::float8[]) AS s (id, seen_age, streamed_age)
  CROSS JOIN LATERAL (
    SELECT FROM trip WHERE rider_id = s.id AND status = 'matching' LIMIT 1) searching
  WHERE s.streamed_age IS NOT NULL
    OR EXISTS (SELECT FROM rider_presence p WHERE p.rider_id = s.id)
  ORDER BY s.id
  ON CONFLICT (rider_id) DO UPDATE SET
    seen_at = greatest(rider_presence.seen_at, excluded.seen_at),
    streamed_at = greatest(rider_presence.streamed_at, excluded.streamed_at)`;

/** By rider id, the time of a sign of life by this process's monotonic clock, in milliseconds. */
type Times = Map<string, number>;

/**
 * Collects the signs of life of riders, which are their requests and their open streams, and writes
 * the latest of each rider in batches. One batch is written at a time: while the database is slow,
 * later signs replace earlier ones of the same rider, so the number of riders bounds the memory.
 */
@Injectable()
export class RiderPresence implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** By rider id, the streams and polls that are open in this process. */
  private readonly openStreams = new Map<string, number>();
  private seen: Times = new Map();
  private streamed: Times = new Map();
  /** When the oldest pending sign arrived; monotonic, in milliseconds; Infinity: none. */
  private pendingSince = Infinity;
  /** When the oldest sign of the write under way arrived. */
  private writingSince = Infinity;
  /** Since when, and until when, signs of other processes may be missing; monotonic. */
  private blind = { since: Infinity, until: -Infinity };
  private readonly task = new PeriodicTask('presence of riders', () => this.write());

  constructor(private readonly transactions: Transactions) {}

  onApplicationBootstrap(): void {
    this.task.start(WRITE_INTERVAL_MS);
  }

  /** Writes what is pending before the connection pool closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
    await this.write().catch(() => undefined);
  }

  /**
   * How late the signs of life are written, in seconds, beyond the interval of the batches; 0 while
   * they are written in time. A database that is slow or away must not make riders look gone.
   */
  get writeDelaySeconds(): number {
    const now = performance.now();
    const blindSince = now < this.blind.until ? this.blind.since : Infinity;
    const oldest = Math.min(this.pendingSince, this.writingSince, blindSince);
    return Math.max(0, now - oldest - 2 * WRITE_INTERVAL_MS) / 1000;
  }

  /**
   * Called again and again while this process can't hear the processes without a database: the
   * signs of their riders are late until a moment after the last call.
   */
  noteBlind(): void {
    const now = performance.now();
    const since = now < this.blind.until ? this.blind.since : now;
    this.blind = { since, until: now + BLIND_MS };
  }

  /** Records that a request of this rider arrived, at this process or `ageSeconds` ago at another. */
  touch(riderId: string, ageSeconds = 0): void {
    const at = performance.now() - ageSeconds * 1000;
    this.seen.set(riderId, Math.max(at, this.seen.get(riderId) ?? -Infinity));
    this.pendingSince = Math.min(this.pendingSince, performance.now());
  }

  /** Records that a stream of this rider was open at another process, which has no database. */
  noteStreamed(riderId: string, ageSeconds: number): void {
    const at = performance.now() - ageSeconds * 1000;
    this.touch(riderId, ageSeconds);
    this.streamed.set(riderId, Math.max(at, this.streamed.get(riderId) ?? -Infinity));
  }

  /** Records that a stream or a poll of this rider opened, until `noteClosed`. */
  noteOpened(riderId: string): void {
    this.openStreams.set(riderId, (this.openStreams.get(riderId) ?? 0) + 1);
    this.touchStream(riderId);
  }

  noteClosed(riderId: string): void {
    const others = (this.openStreams.get(riderId) ?? 0) - 1;
    if (others > 0) this.openStreams.set(riderId, others);
    else this.openStreams.delete(riderId);
    this.touchStream(riderId);
  }

  /**
   * Records that this rider is present if a stream of theirs is open here. Called every few seconds
   * with the riders who search for a driver, so that the others cost nothing.
   */
  noteSearching(riderId: string): void {
    if (this.openStreams.has(riderId)) this.touchStream(riderId);
  }

  private touchStream(riderId: string): void {
    this.noteStreamed(riderId, 0);
  }

  private async write(): Promise<void> {
    const { seen, streamed } = this;
    if (seen.size === 0) return;
    this.seen = new Map();
    this.streamed = new Map();
    [this.writingSince, this.pendingSince] = [this.pendingSince, Infinity];
    try {
      await this.writeAll(seen, streamed);
    } catch (error) {
      this.seen = new Map([...seen, ...this.seen]);
      this.streamed = new Map([...streamed, ...this.streamed]);
      this.pendingSince = Math.min(this.pendingSince, this.writingSince);
      throw error;
    } finally {
      this.writingSince = Infinity;
    }
  }

  private async writeAll(seen: Times, streamed: Times): Promise<void> {
    const riderIds = [...seen.keys()];
    for (let from = 0; from < riderIds.length; from += MAX_RIDERS_PER_STATEMENT) {
      const ids = riderIds.slice(from, from + MAX_RIDERS_PER_STATEMENT);
      const now = performance.now();
      const ages = (times: Times) =>
        ids.map((id) => {
          const at = times.get(id);
          return at === undefined ? null : (now - at) / 1000;
        });
      await this.transactions.query(WRITE_PRESENCE, [ids, ages(seen), ages(streamed)]);
    }
  }
}
