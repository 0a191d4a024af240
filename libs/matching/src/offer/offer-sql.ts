/**
 * Trips with a pending offer whose row another transaction has locked. It is read after the own
 * locks ($2: the ids of the locked offers).
 */
export const HELD_OFFERS = {
  name: 'offer-held',
  text: `SELECT DISTINCT trip_id AS "tripId" FROM offer
    WHERE trip_id = ANY($1::uuid[]) AND status = 'pending' AND NOT id = ANY($2::uuid[])`,
};

/**
 * Inserts offers in one statement. An offer that a unique index refuses is left out, so that it
 * doesn't fail the others.
 */
export const INSERT_OFFERS = {
  name: 'offer-insert',
  text: `
  INSERT INTO offer (id, trip_id, driver_id, status, exclusive, ride, pickup_eta_seconds,
    pickup_distance_meters, created_at, expires_at)
  SELECT "id", "tripId", "driverId", "status", "exclusive", "ride", "pickupEtaSeconds",
    "pickupDistanceMeters", "createdAt", "expiresAt"
  FROM jsonb_to_recordset($1::jsonb) AS o ("id" uuid, "tripId" uuid, "driverId" uuid,
    "status" text, "exclusive" boolean, "ride" jsonb, "pickupEtaSeconds" integer,
    "pickupDistanceMeters" integer, "createdAt" timestamptz(3), "expiresAt" timestamptz(3))
  ON CONFLICT DO NOTHING
  RETURNING id`,
};

/** Closes offers in one statement. An acknowledgement that came in between stays. */
export const CLOSE_OFFERS = {
  name: 'offer-close',
  text: `
  UPDATE offer o SET status = c."status", reason = c."reason", closed_at = c."closedAt",
    acknowledged_at = coalesce(o.acknowledged_at, c."acknowledgedAt")
  FROM jsonb_to_recordset($1::jsonb) AS c ("id" uuid, "status" text, "reason" text,
    "acknowledgedAt" timestamptz(3), "closedAt" timestamptz(3))
  WHERE o.id = c."id" AND o.id = ANY($2::uuid[])`,
};
