import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions, type Transaction } from '#database';
import { TravelEstimator, generateGrid } from '#geo';
import { createTestDatabase, type TestDatabase } from '#testing';
import { ALL_AVAILABLE, CitySession, cityChanges } from '../../test/supply-city.js';
import type { SilenceLimits } from '../position/silence-limits.js';
import { KeptSupply } from './kept-supply.js';
import { SupplyChangeSweeper } from './supply-change-sweeper.js';
import { SupplyReader } from './supply-reader.js';

const SILENCE_SECONDS = 60;
const corner = { lat: 40.7549, lng: -73.984 };
const estimator = new TravelEstimator(generateGrid());
const limits = { waitingSeconds: SILENCE_SECONDS } as SilenceLimits;
const drivers = Array.from({ length: 8 }, () => randomUUID()).sort();
const [ada = '', bob = ''] = drivers;

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let supply: KeptSupply;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
  transactions = new Transactions(dataSource);
});

beforeEach(async () => {
  await transactions.query(
    'TRUNCATE driver, driver_position, driver_presence, offer, trip, supply_change',
  );
  supply = createSupply();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const createSupply = () => new KeptSupply(estimator, limits, new SupplyReader());
const run = (sql: string, parameters?: unknown[]) => transactions.query(sql, parameters);
const look = (since: Date | null = null) => transactions.run((tx) => supply.refresh(tx, since));

/** The available drivers and their positions, as the supply has them. */
const readKept = () =>
  drivers.flatMap((driverId) => {
    const position = supply.positionOf(driverId);
    return position ? [{ driverId, ...position }] : [];
  });

const readAll = (since: Date | null = null) =>
  transactions.query(ALL_AVAILABLE, [SILENCE_SECONDS, since]);

async function goOnline(driverId: string, position = corner): Promise<void> {
  await cityChanges.setAvailability(run, driverId, 'online');
  await cityChanges.place(run, driverId, position);
  await cityChanges.hear(run, driverId, 0);
}

const driverIds = fc.constantFrom(...drivers);
const positions = fc.record({
  lat: fc.double({ min: 40.75, max: 40.76, noNaN: true }),
  lng: fc.double({ min: -73.99, max: -73.98, noNaN: true }),
});
const named = <T extends string>(name: T) => fc.tuple(fc.constant(name), driverIds);
const changes = fc.oneof(
  fc.tuple(
    fc.constant('setAvailability' as const),
    driverIds,
    fc.constantFrom('online', 'online', 'offline'),
  ),
  fc.tuple(fc.constant('place' as const), driverIds, positions),
  fc.tuple(fc.constant('hear' as const), driverIds, fc.constantFrom(0, 0, 3600)),
  fc.tuple(fc.constant('handOver' as const), driverIds, driverIds),
  named('forget'),
  named('remove'),
  named('offer'),
  named('closeOffers'),
  named('deleteOffers'),
  named('startTrip'),
  named('assignWaiting'),
  named('redispatch'),
  named('completeTrips'),
  named('deleteTrips'),
);
const steps = fc.array(
  fc.record({
    session: fc.nat(2),
    changes: fc.array(changes, { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom('COMMIT' as const, 'COMMIT' as const, 'ROLLBACK' as const, null),
    looks: fc.boolean(),
  }),
  { minLength: 10, maxLength: 40 },
);

describe('KeptSupply', () => {
  it('equals a query of all drivers after changes that commit late, out of order or not at all', async () => {
    const sessions = await Promise.all([0, 1, 2].map(() => CitySession.open(database.url)));
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        for (let trip = 0; trip < 4; trip++) await cityChanges.startTrip(run, null);
        for (const { session, changes: made, end, looks } of taken) {
          const on = sessions[session]!;
          for (const [name, ...parameters] of made) {
            const change = cityChanges[name] as (...each: unknown[]) => Promise<unknown>;
            await on.change((runIn) => change(runIn, ...parameters));
          }
          if (end) await on.end(end);
          if (looks) {
            await look();
            expect(readKept()).toEqual(await readAll());
          }
        }
        for (const on of sessions) await on.end('COMMIT');
        await look();
        expect(readKept()).toEqual(await readAll());
      }),
      { numRuns: 15, endOnFailure: true },
    );
    for (const on of sessions) await on.close();
  });

  it('equals a query of all drivers who were never heard when the engine passes its own start', async () => {
    await goOnline(ada);
    await goOnline(bob);
    await run('DELETE FROM driver_presence WHERE driver_id = $1', [bob]);
    const recently = new Date();
    await look(recently);
    expect(readKept()).toEqual(await readAll(recently));
    expect(readKept()).toHaveLength(2);
    const longAgo = new Date(Date.now() - 3_600_000);
    await look(longAgo);
    expect(readKept()).toEqual(await readAll(longAgo));
    expect(readKept()).toHaveLength(1);
  });

  it.each([
    [
      'after a crash of Postgres, which empties the log',
      'TRUNCATE supply_change, supply_generation',
    ],
    ['after a change of the history', 'UPDATE history SET nonce = gen_random_uuid()'],
    ['after a pause that is longer than the log is kept', null],
  ])('reads all drivers again %s', async (_, sql) => {
    await goOnline(ada);
    await look();
    await goOnline(bob);
    await run('DELETE FROM supply_change');
    await look();
    expect(readKept()).toHaveLength(1);
    if (sql) await run(sql);
    else await transactions.run((tx) => supply.refresh(shiftClock(tx, 31_000)));
    await look();
    expect(readKept()).toHaveLength(2);
  });

  it('reads all drivers again after a table was emptied', async () => {
    await goOnline(ada);
    await look();
    await run('TRUNCATE driver_position');
    await look();
    expect(readKept()).toEqual([]);
  });

  it('visits a changed driver once, with the position of now', async () => {
    await goOnline(ada);
    await goOnline(bob);
    await look();
    const visit = () => {
      const visited: string[] = [];
      supply.forEachChanged((id, position) => visited.push(`${id} ${position?.lat ?? 'gone'}`));
      return visited.sort();
    };
    expect(visit()).toEqual([`${ada} ${corner.lat}`, `${bob} ${corner.lat}`].sort());
    expect(visit()).toEqual([]);
    await cityChanges.offer(run, ada);
    await look();
    expect(visit()).toEqual([`${ada} gone`]);
  });

  it('lets the next caller look when a look fails', async () => {
    await goOnline(ada);
    const broken = { query: () => Promise.reject(new Error('lost')) } as unknown as Transaction;
    const failing = supply.refreshIfOld(broken);
    const others = transactions.run((tx) => supply.refreshIfOld(tx));
    await expect(failing).rejects.toThrow('lost');
    await others;
    expect(readKept()).toHaveLength(1);
  });

  it('the sweep keeps the changes that a process may not have read', async () => {
    await goOnline(ada);
    await run(`UPDATE supply_change SET written_at = written_at - interval '3 minutes'`);
    await goOnline(bob);
    await new SupplyChangeSweeper(transactions).sweep();
    const left = await transactions.query<{ ids: string[] }>(
      'SELECT driver_ids AS ids FROM supply_change',
    );
    expect(new Set(left.flatMap(({ ids }) => ids))).toEqual(new Set([bob]));
  });
});

/** A transaction that sees the look of before further back. */
function shiftClock(tx: Transaction, milliseconds: number): Transaction {
  const shifted = Object.create(tx) as Transaction;
  shifted.query = async <Row>(...call: Parameters<Transaction['query']>) => {
    const rows = await tx.query<Row & { nowMs?: number | null }>(...call);
    return rows.map((row) =>
      typeof row.nowMs === 'number' ? { ...row, nowMs: row.nowMs + milliseconds } : row,
    );
  };
  return shifted;
}
