/**
 * Writes the first suggestion of a driver, or the next one after the end of the last. The condition
 * keeps one that is open: the caller holds the lock of the driver, so it can't change meanwhile.
 */
export const SUGGEST = {
  name: 'reposition-suggest',
  text: `
  INSERT INTO reposition (driver_id, id, status, move, created_at, expires_at)
  SELECT "driverId", "id", "status", "move", "createdAt", "expiresAt"
  FROM jsonb_to_recordset($1::jsonb) AS r ("driverId" uuid, "id" uuid, "status" text,
    "move" jsonb, "createdAt" timestamptz(3), "expiresAt" timestamptz(3))
  ON CONFLICT (driver_id) DO UPDATE SET id = excluded.id, status = excluded.status,
    move = excluded.move, created_at = excluded.created_at, expires_at = excluded.expires_at,
    ended_at = NULL, end_reason = NULL
  WHERE reposition.status = 'ended'
  RETURNING id`,
};

/** Ends suggestions that are open. The caller holds the locks of their drivers. */
export const END = {
  name: 'reposition-end',
  text: `
  UPDATE reposition SET status = 'ended', end_reason = $2, ended_at = $3
  WHERE driver_id = ANY($1::uuid[]) AND status <> 'ended'
  RETURNING id, driver_id AS "driverId"`,
};

/** Drivers whose open suggestion is past its expiry, the oldest ones first. */
export const OVERDUE = {
  name: 'reposition-overdue',
  text: `
  SELECT driver_id AS "driverId" FROM reposition
  WHERE status <> 'ended' AND expires_at <= clock_timestamp()
  ORDER BY expires_at LIMIT $1`,
};

/**
 * Open suggestions, and the drivers who get none for a while, because they declined one, left it
 * alone, or accepted it and did not arrive.
 */
export const UNAVAILABLE = {
  name: 'reposition-unavailable',
  text: `
  SELECT driver_id AS "driverId", (move->'target'->>'lat')::float8 AS lat,
    (move->'target'->>'lng')::float8 AS lng, status
  FROM reposition WHERE status <> 'ended'
  UNION ALL
  SELECT driver_id, NULL, NULL, status FROM reposition
  WHERE ended_at > clock_timestamp() - make_interval(secs => $1::float8)
    AND end_reason IN ('declined', 'expired')`,
};
