import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions, type Transaction } from '#database';
import { createPolicy } from '#dispatch';
import { TravelEstimator, generateGrid } from '#geo';
import { Settings } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';
import type { TripEntity, TripRepository } from '#trip';
import { cityChanges, fillCity } from '../../test/supply-city.js';
import { WindowReader } from '../engine/window-reader.js';
import { PoolReader } from '../pooling/pool-reader.js';
import type { SilenceLimits } from '../position/silence-limits.js';
import { FleetRepository } from './fleet.repository.js';
import { KeptSupply } from './kept-supply.js';
import { SupplyPickupEstimates } from './supply-pickup-estimates.js';
import { SupplyReader } from './supply-reader.js';
import { SupplyRepository } from './supply.repository.js';

const corner = { lat: 40.7549, lng: -73.984 };
const estimator = new TravelEstimator(generateGrid());
const limits = { waitingSeconds: 60 } as SilenceLimits;
const [ada, bob, eve] = [randomUUID(), randomUUID(), randomUUID()];

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let supply: KeptSupply;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
  transactions = new Transactions(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const run = (sql: string, parameters?: unknown[]) => transactions.query(sql, parameters);

/** A fleet that the supply has read, and three changes since. It is so large that no plan reads whole tables. */
async function prepareFleet(count: number): Promise<void> {
  await run('TRUNCATE driver, driver_position, driver_presence, offer, trip');
  supply = new KeptSupply(estimator, limits, new SupplyReader());
  await fillCity(run, count, corner);
  for (const driverId of [ada, bob, eve]) {
    await cityChanges.setAvailability(run, driverId, 'online');
    await cityChanges.place(run, driverId, corner);
    await cityChanges.hear(run, driverId, 0);
  }
  await cityChanges.startTrip(run, eve);
  await run('ANALYZE driver, driver_position, driver_presence, offer, trip, supply_change');
  await transactions.run((tx) => supply.refresh(tx));
  // What the measured look finds changed, half a second later in effect.
  for (const driverId of [ada, bob, eve]) await cityChanges.place(run, driverId, corner);
  await cityChanges.offer(run, bob);
  Object.assign(supply, { lookedAt: -Infinity });
}

/** Counts the statements of one transaction, and the rows that they read of these tables. */
function countCost(work: (tx: Transaction) => Promise<unknown>) {
  return transactions.run(async (tx) => {
    let statements = 0;
    const counting = Object.create(tx) as Transaction;
    counting.query = (sql, parameters) => {
      statements += 1;
      return tx.query(sql, parameters);
    };
    const before = await countRows(tx);
    await work(counting);
    const rows = (await countRows(tx)) - before;
    return { statements, rows };
  });
}

/** Counts the rows and index entries that this connection has read of the tables of the supply. */
async function countRows(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(
    `SELECT (SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))
       FROM pg_stat_xact_user_tables WHERE relname = ANY($1))::int
     + (SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(i.indexrelid)), 0)
       FROM pg_index i WHERE i.indrelid::regclass::text = ANY($1))::int AS rows`,
    [['driver', 'driver_position', 'driver_presence', 'offer', 'trip']],
  );
  return row?.rows ?? 0;
}

/** What costs the same at any number of drivers. */
const works = {
  '20 quotes': async (tx: Transaction) => {
    const estimates = new SupplyPickupEstimates(supply, transactions, Settings.from({}));
    for (let quote = 0; quote < 20; quote++) await estimates.estimateSeconds(corner, tx);
  },
  'a matching window': async (tx: Transaction) => {
    const trips = {
      isAnyAwaitingOffer: () => Promise.resolve(true),
      findAwaitingOffer: () => Promise.resolve([{ id: randomUUID() } as TripEntity]),
    } as unknown as TripRepository;
    const policy = createPolicy('batched', estimator.times);
    await new WindowReader(
      trips,
      new SupplyRepository(limits, Settings.from({})),
      supply,
      new PoolReader(limits),
      Settings.from({}),
      policy,
    ).read(tx, null);
  },
  'a map of 50 drivers': async (tx: Transaction) => {
    const within = { run: (work: (on: Transaction) => unknown) => work(tx) };
    const fleet = await new FleetRepository(within as Transactions, supply, limits).read(50);
    expect(fleet.drivers).toHaveLength(50);
    expect(fleet.drivers.slice(0, 2)).toMatchObject([
      { id: eve, status: 'on_trip' },
      { id: bob, status: 'offered' },
    ]);
  },
};

describe('the cost of a look', () => {
  it.each(Object.entries(works))(
    '%s: as many statements and rows with 2,000 drivers as with 8,000',
    async (_, work) => {
      const measure = async (drivers: number) => {
        await prepareFleet(drivers);
        return countCost(work);
      };
      const small = await measure(2_000);
      expect(small.rows).toBeLessThan(500);
      expect(await measure(8_000)).toEqual(small);
    },
  );

  it('20 quotes take one statement', async () => {
    await prepareFleet(100);
    expect((await countCost(works['20 quotes'])).statements).toBe(1);
  });
});
