import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Transactions, createDataSource, dataSourceOptions, type Transaction } from '#database';
import { Outbox } from '#outbox';
import { NoTracing } from '#platform';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { DRIVER, NOON, RIDER, aDriver, aRequest, noonPlus } from '../../test/trip-builder.js';
import { decide } from '../domain/decide.js';
import { begin } from '../domain/evolve.js';
import { applyEvents } from '../domain/trip-change.js';
import { tripEntities } from '../entities.js';
import type { RouteKeeper } from '../route/route-keeper.js';
import { TripRepository } from './trip.repository.js';
import { stateOf, type TripEntity } from './trip.entity.js';

/** The test has no tail that a commit could wake. */
const SILENT = { wake: () => undefined } as ConstructorParameters<typeof Outbox>[0];

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
/** These trips are on no route. */
const NO_ROUTES = { follow: () => Promise.resolve([]) } as unknown as RouteKeeper;
const trips = new TripRepository(new Outbox(SILENT, new NoTracing()), NO_ROUTES);

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(
    dataSourceOptions({ url: database.url, entities: tripEntities, poolSize: 4 }),
  );
  transactions = new Transactions(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** Creates a trip and assigns a driver to it. @returns its id */
async function createAssigned(driverId: string = uuidv7()): Promise<string> {
  const request = aRequest({ tripId: uuidv7(), riderId: uuidv7() });
  const requested = applyEvents(begin(request), [request]);
  await transactions.run((tx) => trips.create(tx, requested, { at: NOON }));
  const { id } = requested.after;
  await transactions.run(async (tx) => {
    const state = stateOf((await trips.lock(tx, id))!.trip);
    const driver = aDriver({ id: driverId });
    const assign = { type: 'assign', at: NOON, driver, pickupEtaSeconds: 60 } as const;
    const events = decide({ ...assign, freeCancelSeconds: 120 }, state);
    await trips.save(tx, applyEvents(state, events), { at: NOON });
  });
  return id;
}

const arrive = async (tx: Transaction, trip: TripEntity): Promise<void> => {
  const state = stateOf(trip);
  const command = {
    type: 'arrive',
    at: noonPlus(60),
    place: { meters: 0, limitMeters: 1, overrideReason: null },
  } as const;
  await trips.save(tx, applyEvents(state, decide(command, state)), { at: noonPlus(60) });
};

const statusOf = async (id: string): Promise<string | undefined> =>
  (await transactions.run((tx) => trips.find(tx, id)))?.status;

it('a locked trip has the same members as one that is read by its entity', async () => {
  const id = await createAssigned();
  const [locked, found] = await transactions.run(async (tx) => [
    await trips.lock(tx, id),
    await trips.find(tx, id),
  ]);
  expect(locked?.trip).toEqual(found);
});

it('a trip is locked for its rider and its driver, and for no other user', async () => {
  const id = await createAssigned(DRIVER);
  const { riderId } = (await transactions.run((tx) => trips.find(tx, id)))!;
  const find = (role: 'rider' | 'driver', userId: string) =>
    transactions.run((tx) =>
      trips.lockVisible(tx, id, { role, userId, name: '', tokenId: '', expiresAt: NOON }),
    );
  expect((await find('rider', riderId))?.trip.id).toBe(id);
  expect((await find('driver', DRIVER))?.trip.id).toBe(id);
  expect(await find('rider', RIDER)).toBeNull();
  expect(await find('driver', riderId)).toBeNull();
});

it('the time of a lock is read after the wait for it', async () => {
  const id = await createAssigned();
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM trip WHERE id = $1 FOR UPDATE', [id]);
  const locked = transactions.run((tx) => trips.lock(tx, id));
  await until('the lock is waited for', async () => {
    const { rows } = await other.query('SELECT FROM pg_locks WHERE NOT granted');
    return rows.length > 0;
  });
  const { rows } = await other.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  await other.query('ROLLBACK');
  await other.end();
  expect((await locked)!.at.getTime()).toBeGreaterThanOrEqual(rows[0]!.now.getTime());
});

it('a change of status takes two round trips, of which the second commits', async () => {
  const id = await createAssigned();
  const query = jest.spyOn(pg.Client.prototype, 'query');
  await transactions.run(async (tx) => {
    const { trip } = (await trips.lock(tx, id))!;
    await arrive(tx, trip);
  });
  const sent = query.mock.calls.map(([call]: unknown[]) =>
    typeof call === 'string' ? call : (call as { name: string }).name,
  );
  query.mockRestore();
  expect(sent).toEqual(['trip-lock', 'trip-update-all', 'outbox-append', 'COMMIT']);
  expect(await statusOf(id)).toBe('driver_arrived');
});

it('a second active trip of a driver is refused as DRIVER_BUSY, and nothing changes', async () => {
  const driver = uuidv7();
  await createAssigned(driver);
  await expect(createAssigned(driver)).rejects.toMatchObject({ code: 'DRIVER_BUSY' });
});
