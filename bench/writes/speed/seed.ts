import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Position } from '#contracts';

/** A trip and the driver who has it. */
export interface SeededTrip {
  tripId: string;
  driverId: string;
}

export const PIN = '1234';
export const PICKUP: Position = { lat: 40.75, lng: -73.98 };
const FARE = { amount: 1234, currency: 'USD' };

export const createTrips = (count: number): SeededTrip[] =>
  Array.from({ length: count }, () => ({ tripId: uuidv7(), driverId: uuidv7() }));

/** Inserts trips whose driver is on the way to the pickup. */
export async function insertAssigned(
  client: pg.Client,
  trips: readonly SeededTrip[],
): Promise<void> {
  const ids = [trips.map(({ tripId }) => tripId), trips.map(({ driverId }) => driverId)];
  await client.query(
    `INSERT INTO trip (id, rider_id, rider, status, version, driver_id, driver, pickup, dropoff,
       fare, cancel_fee, distance_meters, duration_seconds, pin, excluded_driver_ids,
       matching_since, matching_deadline, requested_at, assigned_at, free_cancel_until)
     SELECT id, gen_random_uuid(), '{"name":"Ada","rating":null}', 'driver_assigned', 2, driver,
       jsonb_build_object('id', driver, 'name', 'Dora', 'rating', NULL, 'vehicle', NULL),
       $3, $3, $4, $4, 900, 300, $5, '{}', now(), now() + interval '5 minutes', now(), now(),
       now() + interval '2 minutes'
     FROM unnest($1::uuid[], $2::uuid[]) AS t (id, driver)`,
    [...ids, JSON.stringify(PICKUP), JSON.stringify(FARE), PIN],
  );
}

/** Inserts trips that search for a driver. */
export async function insertWaiting(
  client: pg.Client,
  pickups: readonly Position[],
): Promise<void> {
  await client.query(
    `INSERT INTO trip (id, rider_id, rider, status, version, pickup, dropoff, fare, cancel_fee,
       distance_meters, duration_seconds, pin, excluded_driver_ids, matching_since,
       matching_deadline, requested_at)
     SELECT id, gen_random_uuid(), '{"name":"Ada","rating":null}', 'matching', 1, pickup::jsonb,
       pickup::jsonb, $3, $3, 900, 300, $4, '{}', now(), now() + interval '5 minutes', now()
     FROM unnest($1::uuid[], $2::text[]) AS t (id, pickup)`,
    [
      pickups.map(() => uuidv7()),
      pickups.map((each) => JSON.stringify(each)),
      JSON.stringify(FARE),
      PIN,
    ],
  );
}

/** Deletes all offers and trips. */
export async function deleteTrips(client: pg.Client): Promise<void> {
  await client.query('DELETE FROM trip');
  await client.query('DELETE FROM offer');
}

const KEPT = ['trip', 'driver'];

/** Copies the trips and drivers, for a replay from the same state. */
export async function keepTrips(client: pg.Client, name: string): Promise<void> {
  for (const table of KEPT) await client.query(`CREATE TABLE ${name}_${table} AS TABLE ${table}`);
}

/** Restores what `keepTrips` copied, and empties the tables to which each replay adds. */
export async function restoreTrips(client: pg.Client, name: string): Promise<void> {
  await deleteTrips(client);
  await client.query('TRUNCATE outbox, mailbox, idempotent_answer');
  for (const table of KEPT) {
    await client.query(`DELETE FROM ${table}`);
    await client.query(`INSERT INTO ${table} TABLE ${name}_${table}`);
  }
}
