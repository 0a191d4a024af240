import type { LocationReading } from '#contracts';

/** The latest location report of a driver. */
export type LatestLocation = LocationReading & { driverId: string; recordedAt: string };

/** The latest locations of drivers, and how long ago each driver sent a request. */
export interface LocationBatch {
  locations: readonly LatestLocation[];
  /** By driver id, the seconds since the last request. */
  seenSecondsAgo: ReadonlyMap<string, number>;
}

/**
 * One statement writes both tables: first the positions (the second insert depends on their
 * count), then the presence, each in the order of the ids. Two such statements therefore lock
 * rows in the same order and can't deadlock.
 */
export const WRITE_LOCATIONS = `
  WITH positions AS (
    INSERT INTO driver_position (driver_id, lat, lng, heading_degrees, speed_mps, recorded_at,
      written_at)
    SELECT p.*, clock_timestamp() FROM unnest($1::uuid[], $2::float8[], $3::float8[],
      $4::float8[], $5::float8[], $6::timestamptz[]) AS p
    ON CONFLICT (driver_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng,
      heading_degrees = excluded.heading_degrees, speed_mps = excluded.speed_mps,
      recorded_at = excluded.recorded_at, written_at = excluded.written_at
    RETURNING driver_id
  )
  INSERT INTO driver_presence (driver_id, seen_at)
  SELECT s.id, clock_timestamp() - make_interval(secs => s.age)
  FROM unnest($7::uuid[], $8::float8[]) AS s (id, age)
  WHERE (SELECT count(*) FROM positions) >= 0
  ON CONFLICT (driver_id)
    DO UPDATE SET seen_at = greatest(driver_presence.seen_at, excluded.seen_at)`;

/** The parameters of `WRITE_LOCATIONS`: one array for each column. */
export function columnsOf({ locations, seenSecondsAgo }: LocationBatch): unknown[] {
  const located = [...locations].sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
  const seen = [...seenSecondsAgo].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    located.map(({ driverId }) => driverId),
    located.map(({ lat }) => lat),
    located.map(({ lng }) => lng),
    located.map(({ headingDegrees }) => headingDegrees ?? null),
    located.map(({ speedMps }) => speedMps ?? null),
    located.map(({ recordedAt }) => recordedAt),
    seen.map(([driverId]) => driverId),
    seen.map(([, secondsAgo]) => secondsAgo),
  ];
}
