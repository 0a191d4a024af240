import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { TravelEstimator, generateGrid } from '#geo';
import { createTestDatabase, type TestDatabase } from '#testing';
import { cityChanges } from '../../test/supply-city.js';
import type { SilenceLimits } from '../position/silence-limits.js';
import { FleetRepository } from './fleet.repository.js';
import { KeptSupply } from './kept-supply.js';
import { SupplyReader } from './supply-reader.js';

const corner = { lat: 40.7549, lng: -73.984 };
const limits = { waitingSeconds: 60 } as SilenceLimits;
const drivers = Array.from({ length: 6 }, () => randomUUID()).sort();

/** All drivers on duty, on a trip or with an offer who have a position, by one statement. */
const ALL = `
  SELECT p.driver_id AS id, p.lat, p.lng, p.heading_degrees AS "headingDegrees",
    p.recorded_at AS "recordedAt", coalesce(t.id, o.trip_id) AS "tripId",
    CASE WHEN t.driver_silent_since IS NOT NULL THEN 'lost' WHEN t.id IS NOT NULL THEN 'on_trip'
      WHEN s.seen_at <= clock_timestamp() - interval '60 s' THEN 'silent'
      WHEN o.id IS NOT NULL THEN 'offered' ELSE 'idle' END AS status
  FROM driver_position p LEFT JOIN driver d ON d.id = p.driver_id
  LEFT JOIN driver_presence s ON s.driver_id = p.driver_id
  LEFT JOIN trip t ON t.driver_id = p.driver_id
    AND t.status IN ('driver_assigned', 'driver_arrived', 'in_progress')
  LEFT JOIN offer o ON o.driver_id = p.driver_id AND o.status = 'pending'
  WHERE d.availability = 'online' OR t.id IS NOT NULL OR o.id IS NOT NULL`;

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let fleet: FleetRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
  transactions = new Transactions(dataSource);
});

beforeEach(async () => {
  await run('TRUNCATE driver, driver_position, driver_presence, offer, trip, supply_change');
  const supply = new KeptSupply(new TravelEstimator(generateGrid()), limits, new SupplyReader());
  fleet = new FleetRepository(transactions, supply, limits);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const run = (sql: string, parameters?: unknown[]) => transactions.query(sql, parameters);

const driverIds = fc.constantFrom(...drivers);
const changes = fc.oneof(
  fc.tuple(
    fc.constant('setAvailability' as const),
    driverIds,
    fc.constantFrom('online', 'online', 'offline'),
  ),
  fc.tuple(fc.constant('place' as const), driverIds, fc.constant(corner)),
  fc.tuple(fc.constant('hear' as const), driverIds, fc.constantFrom(0, 0, 3600)),
  ...(['forget', 'remove', 'offer', 'closeOffers', 'startTrip', 'completeTrips'] as const).map(
    (name) => fc.tuple(fc.constant(name), driverIds),
  ),
);

async function readAll() {
  const rows = await transactions.query<{ id: string }>(ALL);
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('FleetRepository', () => {
  it('lists the drivers that a query of all drivers lists, after any changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { minLength: 5, maxLength: 30 }), async (made) => {
        for (const [index, [name, ...parameters]] of made.entries()) {
          const change = cityChanges[name] as (...each: unknown[]) => Promise<unknown>;
          await change(run, ...parameters);
          if (index % 5 > 0) continue;
          const read = await fleet.read(100);
          expect(read.omitted).toBe(0);
          const listed = read.drivers.map(({ ageSeconds, ...driver }) => {
            expect(ageSeconds).toBeGreaterThanOrEqual(0);
            return driver;
          });
          expect(listed.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(await readAll());
          const [online] = await transactions.query<{ count: number }>(
            `SELECT count(*)::int FROM driver WHERE availability = 'online'`,
          );
          expect(read.online).toBe(online?.count);
        }
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('gives the age of a position by the clock of the database, not by that of the phone', async () => {
    const [late = '', early = '', riding = ''] = drivers;
    for (const driverId of [late, early, riding]) {
      await cityChanges.setAvailability(run, driverId, 'online');
      await cityChanges.place(run, driverId, corner);
    }
    await cityChanges.startTrip(run, riding);
    await run(`UPDATE driver_position SET recorded_at = now() - interval '1 hour'`);
    const age = `UPDATE driver_position SET written_at = clock_timestamp() + $2::interval
      WHERE driver_id = $1`;
    await run(age, [late, '-90 s']);
    await run(age, [riding, '-3 h']);
    await run(age, [early, '1 h']);
    const ages = new Map((await fleet.read(10)).drivers.map((each) => [each.id, each.ageSeconds]));
    expect(ages.get(late)).toBeGreaterThanOrEqual(90);
    expect(ages.get(late)).toBeLessThan(3600);
    expect(ages.get(riding)).toBe(3600);
    expect(ages.get(early)).toBe(0);
  });

  it('lists drivers on trips first, then those with an offer, and counts those left out', async () => {
    for (const driverId of drivers) {
      await cityChanges.setAvailability(run, driverId, 'online');
      await cityChanges.place(run, driverId, corner);
    }
    for (const driverId of drivers.slice(0, 2)) await cityChanges.offer(run, driverId);
    for (const driverId of drivers.slice(4)) await cityChanges.startTrip(run, driverId);
    const read = async (limit: number) => {
      const { drivers: listed, omitted, online } = await fleet.read(limit);
      expect(online).toBe(6);
      return [listed.map(({ status }) => status), omitted];
    };
    expect(await read(1)).toEqual([['on_trip'], 5]);
    expect(await read(3)).toEqual([['on_trip', 'on_trip', 'offered'], 3]);
    expect(await read(5)).toEqual([['on_trip', 'on_trip', 'offered', 'offered', 'idle'], 1]);
  });
});
