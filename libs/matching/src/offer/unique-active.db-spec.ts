import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { tripStatusSchema, terminalStatuses } from '#contracts';
import { createTestDatabase, type TestDatabase } from '#testing';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

beforeEach(() => client.query('BEGIN'));
afterEach(() => client.query('ROLLBACK'));

const active = tripStatusSchema.options.filter((status) => !terminalStatuses.includes(status));
const driving = active.filter((status) => status !== 'matching');
const closedStatuses = ['accepted', 'declined', 'expired', 'revoked'];

/** Inserts a row without the services, as a bug or a person with psql would. */
interface GivenTrip {
  status: string;
  riderId?: string;
  driverId?: string;
  /** The seat of a shared trip. */
  seat?: number;
}

const insertTrip = (trip: GivenTrip) =>
  client.query(
    `INSERT INTO trip (id, rider_id, rider, status, version, driver_id, pickup, dropoff, fare,
       cancel_fee, distance_meters, duration_seconds, pin, excluded_driver_ids,
       matching_since, matching_deadline, requested_at, shared, seat)
     VALUES ($1, $2, '{}', $3, 1, $4, '{}', '{}', '{}', '{}', 1, 1, '0000', '{}',
       now(), now(), now(), $5, $6)`,
    [
      randomUUID(),
      trip.riderId ?? randomUUID(),
      trip.status,
      trip.driverId ?? null,
      trip.seat !== undefined,
      trip.seat ?? null,
    ],
  );

const insertOffer = (offer: {
  status: string;
  tripId?: string;
  driverId?: string;
  exclusive?: boolean;
}) =>
  client.query(
    `INSERT INTO offer (id, trip_id, driver_id, status, exclusive, ride, pickup_eta_seconds,
       pickup_distance_meters, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, '{}', 1, 1, now(), now())`,
    [
      randomUUID(),
      offer.tripId ?? randomUUID(),
      offer.driverId ?? randomUUID(),
      offer.status,
      offer.exclusive ?? true,
    ],
  );

const breaking = (constraint: string) => expect.objectContaining({ code: '23505', constraint });

describe('the unique indexes', () => {
  it.each(active)(
    'the database refuses a second trip of a rider whose trip is %s',
    async (status) => {
      const riderId = randomUUID();
      await insertTrip({ status, riderId });
      const second = insertTrip({ status: 'matching', riderId });
      await expect(second).rejects.toEqual(breaking('trip_one_active_per_rider'));
    },
  );

  it.each(driving)(
    'the database refuses a second trip of a driver whose trip is %s',
    async (status) => {
      const driverId = randomUUID();
      await insertTrip({ status, driverId });
      const second = insertTrip({ status: 'driver_assigned', driverId });
      await expect(second).rejects.toEqual(breaking('trip_one_active_per_driver'));
    },
  );

  it('the database allows a driver four shared trips on different seats, and no fifth', async () => {
    const driverId = randomUUID();
    for (const seat of [1, 2, 3, 4]) await insertTrip({ status: 'in_progress', driverId, seat });
    const fifth = insertTrip({ status: 'driver_assigned', driverId, seat: 5 });
    await expect(fifth).rejects.toEqual(breaking('trip_driver_seat_4'));
  });

  it.each([1, 2, 3, 4])('the database refuses a second shared trip on seat %i', async (seat) => {
    const driverId = randomUUID();
    await insertTrip({ status: 'driver_assigned', driverId, seat });
    const second = insertTrip({ status: 'driver_assigned', driverId, seat });
    await expect(second).rejects.toMatchObject({ code: '23505' });
  });

  it.each([1, 2, 3, 4, 99])(
    'the database refuses a trip alone beside a shared one on seat %i',
    async (seat) => {
      const driverId = randomUUID();
      await insertTrip({ status: 'in_progress', driverId, seat });
      const alone = insertTrip({ status: 'driver_assigned', driverId });
      await expect(alone).rejects.toMatchObject({ code: '23505' });
    },
  );

  it('the database refuses a shared trip beside one that the driver has alone', async () => {
    const driverId = randomUUID();
    await insertTrip({ status: 'in_progress', driverId });
    const shared = insertTrip({ status: 'driver_assigned', driverId, seat: 2 });
    await expect(shared).rejects.toEqual(breaking('trip_driver_seat_2'));
  });

  it.each([true, false])(
    'the database refuses a second pending offer of a driver (the first exclusive: %s)',
    async (exclusive) => {
      const driverId = randomUUID();
      await insertOffer({ status: 'pending', driverId, exclusive });
      const second = insertOffer({ status: 'pending', driverId });
      await expect(second).rejects.toEqual(breaking('offer_one_pending_per_driver'));
    },
  );

  it('the database refuses a second pending exclusive offer of a trip', async () => {
    const tripId = randomUUID();
    await insertOffer({ status: 'pending', tripId });
    const second = insertOffer({ status: 'pending', tripId });
    await expect(second).rejects.toEqual(breaking('offer_one_pending_exclusive_per_trip'));
  });

  it.each(terminalStatuses)(
    'the database allows a new trip of the same rider and driver after one that is %s',
    async (status) => {
      const users = { riderId: randomUUID(), driverId: randomUUID() };
      await insertTrip({ status, ...users });
      await insertTrip({ status: 'driver_assigned', ...users });
    },
  );

  it.each(closedStatuses)(
    'the database allows a new offer of the same trip and driver after one that is %s',
    async (status) => {
      const ids = { tripId: randomUUID(), driverId: randomUUID() };
      await insertOffer({ status, ...ids });
      await insertOffer({ status: 'pending', ...ids });
    },
  );

  it('the database allows several pending offers of a trip in a broadcast', async () => {
    const tripId = randomUUID();
    await insertOffer({ status: 'pending', tripId, exclusive: false });
    await insertOffer({ status: 'pending', tripId, exclusive: false });
  });
});
