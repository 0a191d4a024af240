import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { createDataSource, dataSourceOptions, Transactions } from '#database';
import { DomainError } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';
import { RiderPresence } from './rider-presence.js';

let database: TestDatabase;
let dataSource: Awaited<ReturnType<typeof createDataSource>>;
let transactions: Transactions;
let presence: RiderPresence;
/** A rider whose request searches for a driver. */
let ada: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
  transactions = new Transactions(dataSource);
});

beforeEach(async () => {
  await transactions.query('TRUNCATE trip, rider_presence');
  presence = new RiderPresence(transactions);
  [ada = ''] = await addTrips(1, 'matching');
});

afterAll(async () => {
  jest.restoreAllMocks();
  await dataSource.destroy();
  await database.drop();
});

/** @returns the ids of the riders of new trips */
async function addTrips(count: number, status: 'matching' | 'completed'): Promise<string[]> {
  const riderIds = Array.from({ length: count }, () => uuidv7());
  await transactions.query(
    `INSERT INTO trip (id, rider_id, rider, status, version, pickup, dropoff, fare, cancel_fee,
       distance_meters, duration_seconds, pin, excluded_driver_ids, matching_since,
       matching_deadline, requested_at, ended_at)
     SELECT gen_random_uuid(), id, '{}', $2::text, 1, '{}', '{}', '{}', '{}', 900, 300, '1234',
       '{}', now(), now(), now(), CASE WHEN $2::text = 'completed' THEN now() END
     FROM unnest($1::uuid[]) id`,
    [riderIds, status],
  );
  return riderIds;
}

interface Row {
  riderId: string;
  seenAgo: number;
  streamedAgo: number | null;
}

const rows = () =>
  transactions.query<Row>(
    `SELECT rider_id AS "riderId", extract(epoch FROM now() - seen_at)::float8 AS "seenAgo",
       extract(epoch FROM now() - streamed_at)::float8 AS "streamedAgo" FROM rider_presence`,
  );
const flush = (process = presence) => process.beforeApplicationShutdown();
const age = () =>
  transactions.query(
    `UPDATE rider_presence SET seen_at = seen_at - interval '1 hour',
       streamed_at = streamed_at - interval '1 hour'`,
  );

describe('RiderPresence', () => {
  it('writes a rider who opens a stream while their request searches', async () => {
    presence.noteOpened(ada);
    await flush();
    expect(await rows()).toMatchObject([{ riderId: ada, streamedAgo: expect.any(Number) }]);
  });

  it('writes no rider without a search, and none who made requests only', async () => {
    const [bob = ''] = await addTrips(1, 'completed');
    presence.noteOpened(bob);
    presence.touch(ada);
    await flush();
    expect(await rows()).toEqual([]);
  });

  it('a request of a rider who had a stream counts, and not as a stream', async () => {
    presence.noteOpened(ada);
    await flush();
    await age();
    presence.touch(ada);
    await flush();
    const [row] = await rows();
    expect(row?.seenAgo).toBeLessThan(3000);
    expect(row?.streamedAgo).toBeGreaterThan(3000);
  });

  it('a stream counts as long as it is open, and until its end', async () => {
    presence.noteOpened(ada);
    presence.noteOpened(ada);
    presence.noteClosed(ada);
    await flush();
    await age();
    presence.noteSearching(ada);
    await flush();
    expect((await rows())[0]?.streamedAgo).toBeLessThan(3000);
    await age();
    presence.noteClosed(ada);
    await flush();
    expect((await rows())[0]?.streamedAgo).toBeLessThan(3000);
    await age();
    presence.noteSearching(ada);
    await flush();
    expect((await rows())[0]?.streamedAgo).toBeGreaterThan(3000);
  });

  it('an older sign of another process replaces no newer one', async () => {
    const clock = jest.spyOn(performance, 'now');
    const other = new RiderPresence(transactions);
    clock.mockReturnValue(0);
    other.noteOpened(ada);
    clock.mockReturnValue(3_600_000);
    presence.noteOpened(ada);
    await flush();
    await flush(other);
    clock.mockRestore();
    const [row] = await rows();
    expect(row?.seenAgo).toBeLessThan(3000);
    expect(row?.streamedAgo).toBeLessThan(3000);
  });

  it('keeps what the database could not take, and says how late it is', async () => {
    const query = jest.spyOn(transactions, 'query');
    const clock = jest.spyOn(performance, 'now');
    query.mockRejectedValueOnce(new DomainError('DATABASE_UNAVAILABLE', 'Away.'));
    clock.mockReturnValue(0);
    presence.noteOpened(ada);
    clock.mockReturnValue(60_000);
    await flush();
    expect(presence.writeDelaySeconds).toBe(58);
    await flush();
    expect(presence.writeDelaySeconds).toBe(0);
    jest.restoreAllMocks();
    expect((await rows())[0]?.streamedAgo).toBeGreaterThan(50);
  });

  it('the presence is late while the processes without a database can’t be heard, and a moment longer', () => {
    const clock = jest.spyOn(performance, 'now');
    for (const second of [0, 1, 2, 30]) {
      clock.mockReturnValue(second * 1000);
      presence.noteBlind();
    }
    // The bus was there from the third second to the thirtieth, so the outage begins anew.
    expect(presence.writeDelaySeconds).toBe(0);
    for (let second = 31; second <= 60; second += 1) {
      clock.mockReturnValue(second * 1000);
      presence.noteBlind();
    }
    expect(presence.writeDelaySeconds).toBe(28);
    clock.mockReturnValue(69_000);
    expect(presence.writeDelaySeconds).toBe(37);
    clock.mockReturnValue(70_000);
    expect(presence.writeDelaySeconds).toBe(0);
    jest.restoreAllMocks();
  });

  it('costs one statement for a thousand riders, and reads no trips of others', async () => {
    await addTrips(5_000, 'completed');
    const riders = [...(await addTrips(100, 'matching')), ...(await addTrips(900, 'completed'))];
    await transactions.query('ANALYZE trip, rider_presence');
    const { statements, reads } = await transactions.run(async (tx) => {
      const sent: unknown[][] = [];
      const query = (sql: string, parameters: unknown[]) => {
        sent.push(parameters);
        return tx.query(sql, parameters);
      };
      const counted = new RiderPresence({ query } as unknown as Transactions);
      for (const rider of riders) counted.noteOpened(rider);
      await flush(counted);
      const [row] = await tx.query<{ reads: number }>(
        `SELECT (seq_tup_read + idx_tup_fetch)::int AS reads FROM pg_stat_xact_user_tables
         WHERE relname = 'trip'`,
      );
      return { statements: sent.length, reads: row?.reads };
    });
    expect(statements).toBe(1);
    expect(reads).toBeLessThanOrEqual(1_000);
    expect(await rows()).toHaveLength(100);
  });
});
