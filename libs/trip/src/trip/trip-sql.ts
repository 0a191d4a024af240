import type { PreparedStatement } from '#database';

/**
 * Writes the new states of several trips in one statement. It names the columns that an event can
 * change. The next driver starts with all PIN attempts.
 */
export const UPDATE_TRIPS = {
  name: 'trip-update-all',
  text: `
  UPDATE trip t SET status = n."status", version = n."version", driver_id = n."driverId",
    driver = n."driver", seat = n."seat", pin = n."pin", pickup_eta_seconds = n."pickupEtaSeconds",
    pin_attempts = CASE n."status" WHEN 'matching' THEN 0 ELSE t.pin_attempts END,
    excluded_driver_ids = n."excludedDriverIds", matching_since = n."matchingSince",
    matching_deadline = n."matchingDeadline", free_cancel_until = n."freeCancelUntil",
    assigned_at = n."assignedAt", arrived_at = n."arrivedAt", started_at = n."startedAt",
    ended_at = n."endedAt", cancellation = n."cancellation",
    driver_silent_since = n."driverSilentSince", driver_lost_at = n."driverLostAt"
  FROM jsonb_to_recordset($1::jsonb) AS n ("id" uuid, "status" text, "version" integer,
    "driverId" uuid, "driver" jsonb, "seat" smallint, "pin" text, "pickupEtaSeconds" integer,
    "excludedDriverIds" uuid[], "matchingSince" timestamptz(3),
    "matchingDeadline" timestamptz(3), "freeCancelUntil" timestamptz(3),
    "assignedAt" timestamptz(3), "arrivedAt" timestamptz(3), "startedAt" timestamptz(3),
    "endedAt" timestamptz(3), "cancellation" jsonb, "driverSilentSince" timestamptz(3),
    "driverLostAt" timestamptz(3))
  WHERE t.id = n."id" AND t.id = ANY($2::uuid[])`,
};

/** The columns of a trip under the names of its entity. */
const COLUMNS = `id, rider_id AS "riderId", rider, status, version, driver_id AS "driverId", driver,
    pickup, dropoff, pickup_name AS "pickupName", dropoff_name AS "dropoffName", fare, cancel_fee AS "cancelFee", distance_meters AS "distanceMeters",
    duration_seconds AS "durationSeconds", pin, pin_attempts AS "pinAttempts",
    pickup_eta_seconds AS "pickupEtaSeconds", shared, seat,
    excluded_driver_ids AS "excludedDriverIds", matching_since AS "matchingSince", matching_deadline AS "matchingDeadline",
    free_cancel_until AS "freeCancelUntil", requested_at AS "requestedAt",
    assigned_at AS "assignedAt", arrived_at AS "arrivedAt", started_at AS "startedAt",
    ended_at AS "endedAt", cancellation, driver_silent_since AS "driverSilentSince",
    driver_lost_at AS "driverLostAt"`;

/**
 * The clock is read in the outer query, whose row exists only when the lock is held. In the query
 * with the lock it would be read before the wait.
 */
const lockTrip = (name: string, condition: string): PreparedStatement => ({
  name,
  text: `
  WITH locked AS MATERIALIZED (SELECT * FROM trip WHERE ${condition} FOR NO KEY UPDATE)
  SELECT ${COLUMNS}, clock_timestamp() AS "lockedAt" FROM locked`,
});

/** Locks the trip $1. */
export const LOCK_TRIP = lockTrip('trip-lock', 'id = $1');

/** Locks the trip $1 of the user $2. */
export const LOCK_TRIP_OF = {
  rider: lockTrip('trip-lock-of-rider', 'id = $1 AND rider_id = $2'),
  driver: lockTrip('trip-lock-of-driver', 'id = $1 AND driver_id = $2'),
};
