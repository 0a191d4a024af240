import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Transactions, createDataSource, dataSourceOptions, type Transaction } from '#database';
import { createTestDatabase, type TestDatabase } from '#testing';
import {
  LastKnownLocations,
  type LastKnownLocation,
  type LocationQuery,
} from './last-known-locations.js';

const INSERT_RIDES = `
  WITH ride AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS r (trip, rider, driver)),
  located AS (
    INSERT INTO driver_position (driver_id, lat, lng, recorded_at) SELECT driver, 1, 2, now()
    FROM ride)
  INSERT INTO trip (id, rider_id, rider, status, version, driver_id, driver, pickup, dropoff, fare,
    cancel_fee, distance_meters, duration_seconds, pin, excluded_driver_ids, matching_since,
    matching_deadline, requested_at)
  SELECT trip, rider, '{}', 'driver_assigned', 1, driver, '{}', '{"lat":1,"lng":2}',
    '{"lat":3,"lng":4}', '{}', '{}', 900, 300, '1234', '{}', now(), now(), now() FROM ride`;

const READ_ROWS = `
  SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows FROM pg_stat_xact_user_tables`;

interface Ride {
  tripId: string;
  riderId: string;
  driverId: string;
}

describe('LastKnownLocations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;
  let watched: Ride[];

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
    transactions = new Transactions(dataSource);
    watched = await addRides(10);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function addRides(count: number): Promise<Ride[]> {
    const rides = Array.from({ length: count }, () => {
      return { tripId: uuidv7(), riderId: uuidv7(), driverId: uuidv7() };
    });
    const columns = (['tripId', 'riderId', 'driverId'] as const).map((column) =>
      rides.map((ride) => ride[column]),
    );
    await transactions.query(INSERT_RIDES, columns);
    await transactions.query('ANALYZE trip, driver_position');
    return rides;
  }

  const read = (query: Partial<LocationQuery>) =>
    new LastKnownLocations(transactions).readChanged({
      seen: [],
      tripIds: [],
      riderIds: [],
      ...query,
    });

  const readAll = async (rides: readonly Ride[]) =>
    (await read({ tripIds: rides.map(({ tripId }) => tripId) })) as LastKnownLocation[];

  /** Counts the statements of one call, and the rows that Postgres reads for them. */
  const measure = (read: (counted: Transactions & Transaction) => Promise<unknown[]>) =>
    transactions.run(async (tx) => {
      let statements = 0;
      const counted = {
        query: (...call: Parameters<typeof tx.query>) => {
          statements += 1;
          return tx.query(...call);
        },
      } as unknown as Transactions & Transaction;
      const readRows = async () => (await tx.query<{ rows: number }>(READ_ROWS))[0]!.rows;
      const before = await readRows();
      const found = await read(counted);
      const rows = (await readRows()) - before;
      return { statements, found: found.length, rows };
    });

  it('reads the trips of given streams once, and then only those that have changed', async () => {
    const [first, second] = watched;
    const found = await read({ tripIds: [first!.tripId], riderIds: [second!.riderId] });
    expect(found).toMatchObject([
      { ...first, status: 'driver_assigned', lat: 1, lng: 2, dropoff: { lat: 3, lng: 4 } },
      second!,
    ]);
    const seen = found as LastKnownLocation[];
    expect(await read({ seen })).toEqual([]);
    await transactions.query(
      `UPDATE driver_position SET lat = 5, written_at = written_at + interval '1 second'
       WHERE driver_id = $1`,
      [second!.driverId],
    );
    expect(await read({ seen })).toMatchObject([{ ...second, lat: 5 }]);
  });

  it('reads a trip once more when it has another status, another driver, or none', async () => {
    const [arrived, redispatched, ended] = await addRides(3);
    const seen = await readAll([arrived!, redispatched!, ended!]);
    const set = (change: string, { tripId }: Ride) =>
      transactions.query(`UPDATE trip SET ${change} WHERE id = $1`, [tripId]);
    await set(`status = 'driver_arrived'`, arrived!);
    await set('driver_id = gen_random_uuid()', redispatched!);
    await set(`status = 'completed'`, ended!);
    expect(await read({ seen })).toMatchObject([
      { ...arrived, status: 'driver_arrived', lat: 1 },
      { tripId: redispatched!.tripId, lat: null, writtenAt: null },
      { tripId: ended!.tripId, status: null },
    ]);
  });

  it('finds nothing for a rider and a trip without a driver', async () => {
    const [ride] = await addRides(1);
    await transactions.query(`UPDATE trip SET status = 'matching' WHERE id = $1`, [ride!.tripId]);
    expect(await read({ tripIds: [ride!.tripId], riderIds: [ride!.riderId, uuidv7()] })).toEqual(
      [],
    );
  });

  it('reads the last location of each driver with its age by the clock of the database', async () => {
    const [ride, silent] = await addRides(2);
    await transactions.query(
      `UPDATE driver_position SET written_at = written_at - interval '1 hour',
         recorded_at = recorded_at + interval '1 day' WHERE driver_id = $1`,
      [silent!.driverId],
    );
    const found = await transactions.run((tx) =>
      new LastKnownLocations(transactions).findOfDrivers(tx, [
        ride!.driverId,
        silent!.driverId,
        uuidv7(),
      ]),
    );
    const ages = new Map(found.map(({ driverId, ageSeconds }) => [driverId, ageSeconds]));
    expect([...ages.keys()].sort()).toEqual([ride!.driverId, silent!.driverId].sort());
    expect(ages.get(ride!.driverId)).toBeLessThan(3600);
    expect(ages.get(silent!.driverId)).toBeGreaterThanOrEqual(3600);
  });

  it('the location of one driver costs one row, with few drivers and with many', async () => {
    const costs: Awaited<ReturnType<typeof measure>>[] = [];
    for (const others of [1000, 3000]) {
      await addRides(others);
      costs.push(
        await measure((tx) => new LastKnownLocations(tx).findOfDrivers(tx, [watched[0]!.driverId])),
      );
    }
    expect(costs[0]).toEqual({ statements: 1, found: 1, rows: 1 });
    expect(costs[1]).toEqual(costs[0]);
  });

  it('reads as many rows with a thousand trips under way as with four thousand', async () => {
    const seen = await readAll(watched);
    const query = { seen, tripIds: [], riderIds: watched.map(({ riderId }) => riderId) };
    const costs: Awaited<ReturnType<typeof measure>>[] = [];
    // PostgreSQL reads a table of a few pages as a whole, which costs less than an index.
    for (const others of [1000, 3000]) {
      await addRides(others);
      costs.push(await measure((tx) => new LastKnownLocations(tx).readChanged(query)));
    }
    expect(costs[0]).toMatchObject({ statements: 1, found: 10 });
    // At most ten trips by id, ten by rider, and the trip and driver of each.
    expect(costs[0]!.rows).toBeLessThanOrEqual(50);
    expect(costs[1]).toEqual(costs[0]);
  });
});
