import type { LocationReading } from '#contracts';

/**
 * The latest location report of a driver. Its times are milliseconds since 1970: the texts that
 * Postgres reads are made once for each row that is written, and not for each report.
 */
export interface LatestLocation {
  driverId: string;
  reading: Omit<LocationReading, 'recordedAt'>;
  /** The time of the reading, at most that of this process. */
  recordedMs: number;
  /** The stamp by the clock of the device; null when the reading has none. */
  deviceMs: number | null;
  /** Whether the device's clock was set back, so that an earlier stamp counts. */
  isReset: boolean;
}

/** The latest locations of drivers, and how long ago each driver sent a request. */
export interface LocationBatch {
  locations: readonly LatestLocation[];
  /** By driver id, the seconds since the last request. */
  seenSecondsAgo: ReadonlyMap<string, number>;
}

const READINGS = `unnest($1::uuid[], $2::float8[], $3::float8[], $4::float8[], $5::float8[],
    $6::timestamptz[], $7::timestamptz[], $8::boolean[])
    AS p (id, lat, lng, heading, speed, recorded_at, device_at, is_reset)`;

/**
 * One statement writes both tables: first the positions (the second insert depends on their
 * count), then the presence, each in the order of the ids. Two such statements therefore lock
 * rows in the same order and can't deadlock.
 *
 * A reading that is older than the stored one, by the clock of the same device, came late: another
 * process has received newer ones. It replaces the position only if that was written more than
 * five seconds ago. Then the device's clock was set back, and this process hasn't seen it.
 */
export const WRITE_LOCATIONS = `
  WITH positions AS (
    INSERT INTO driver_position (driver_id, lat, lng, heading_degrees, speed_mps, recorded_at,
      device_at, written_at)
    SELECT p.id, p.lat, p.lng, p.heading, p.speed, p.recorded_at, p.device_at, clock_timestamp()
    FROM ${READINGS}
    ON CONFLICT (driver_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng,
      heading_degrees = excluded.heading_degrees, speed_mps = excluded.speed_mps,
      recorded_at = excluded.recorded_at, written_at = excluded.written_at,
      device_at = coalesce(excluded.device_at, driver_position.device_at)
    WHERE excluded.device_at IS NULL OR driver_position.device_at IS NULL
      OR excluded.device_at >= driver_position.device_at
      OR driver_position.written_at <= clock_timestamp() - interval '5 seconds'
      OR EXISTS (SELECT FROM ${READINGS} WHERE p.id = excluded.driver_id AND p.is_reset)
    RETURNING driver_id
  )
  INSERT INTO driver_presence (driver_id, seen_at)
  SELECT s.id, clock_timestamp() - make_interval(secs => s.age)
  FROM unnest($9::uuid[], $10::float8[]) AS s (id, age)
  WHERE (SELECT count(*) FROM positions) >= 0
  ON CONFLICT (driver_id)
    DO UPDATE SET seen_at = greatest(driver_presence.seen_at, excluded.seen_at)`;

/** The same for one driver, prepared: it is a part of commands. */
export const WRITE_LOCATION = { name: 'location-write', text: WRITE_LOCATIONS };

/** The parameters of `WRITE_LOCATIONS`: one array for each column. */
export function columnsOf({ locations, seenSecondsAgo }: LocationBatch): unknown[] {
  const located = [...locations].sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
  const seen = [...seenSecondsAgo].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    located.map(({ driverId }) => driverId),
    located.map(({ reading }) => reading.lat),
    located.map(({ reading }) => reading.lng),
    located.map(({ reading }) => reading.headingDegrees ?? null),
    located.map(({ reading }) => reading.speedMps ?? null),
    located.map(({ recordedMs }) => toText(recordedMs)),
    located.map(({ deviceMs }) => (deviceMs === null ? null : toText(deviceMs))),
    located.map(({ isReset }) => isReset),
    seen.map(([driverId]) => driverId),
    seen.map(([, secondsAgo]) => secondsAgo),
  ];
}

/** Postgres reads fewer spellings of a time than JavaScript, so it gets the one that `Date` writes. */
const toText = (milliseconds: number): string => new Date(milliseconds).toISOString();
