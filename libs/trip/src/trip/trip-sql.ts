/**
 * Writes the new states of several trips in one statement. It names the columns that an event can
 * change. The next driver starts with all PIN attempts.
 */
export const UPDATE_TRIPS = {
  name: 'trip-update-all',
  text: `
  UPDATE trip t SET status = n."status", version = n."version", driver_id = n."driverId",
    driver = n."driver", pin = n."pin", pickup_eta_seconds = n."pickupEtaSeconds",
    pin_attempts = CASE n."status" WHEN 'matching' THEN 0 ELSE t.pin_attempts END,
    excluded_driver_ids = n."excludedDriverIds", matching_since = n."matchingSince",
    matching_deadline = n."matchingDeadline", free_cancel_until = n."freeCancelUntil",
    assigned_at = n."assignedAt", arrived_at = n."arrivedAt", started_at = n."startedAt",
    ended_at = n."endedAt", cancellation = n."cancellation",
    driver_silent_since = n."driverSilentSince", driver_lost_at = n."driverLostAt"
  FROM jsonb_to_recordset($1::jsonb) AS n ("id" uuid, "status" text, "version" integer,
    "driverId" uuid, "driver" jsonb, "pin" text, "pickupEtaSeconds" integer,
    "excludedDriverIds" uuid[], "matchingSince" timestamptz(3),
    "matchingDeadline" timestamptz(3), "freeCancelUntil" timestamptz(3),
    "assignedAt" timestamptz(3), "arrivedAt" timestamptz(3), "startedAt" timestamptz(3),
    "endedAt" timestamptz(3), "cancellation" jsonb, "driverSilentSince" timestamptz(3),
    "driverLostAt" timestamptz(3))
  WHERE t.id = n."id" AND t.id = ANY($2::uuid[])`,
};
