import type { EphemeralData, Position, TripStatus } from '#contracts';
import type { TravelEstimator } from '#geo';
import type { DriverReport } from '#matching';

/** The part of a trip that the time of arrival depends on. */
export interface Route {
  readonly status: TripStatus;
  readonly pickup: Position;
  readonly dropoff: Position;
}

/** A driver's location and its trip, as a stream shows them. */
interface LocationOnTrip {
  readonly tripId: string;
  readonly location: Pick<DriverReport, 'lat' | 'lng' | 'headingDegrees' | 'recordedAt'>;
  readonly etaSeconds: number | null;
  /** Seconds since the server wrote the location. */
  readonly ageSeconds: number;
}

/**
 * Estimates the time to the pickup until the driver has arrived, then to the drop-off.
 *
 * @returns whole seconds; null when no road leads there
 */
export function estimateArrivalSeconds(
  estimator: TravelEstimator,
  from: Position,
  { status, pickup, dropoff }: Route,
): number | null {
  const target = status === 'driver_assigned' ? pickup : dropoff;
  const { durationSeconds } = estimator.estimate(from, target);
  return Number.isFinite(durationSeconds) ? Math.round(durationSeconds) : null;
}

/** The age in seconds from which a location says nothing about the time of arrival. */
export const STALE_SECONDS = 10;

/** Makes the data that the frame `driver.location` and the snapshots have in common. */
export function describeLocation({
  tripId,
  location: { lat, lng, headingDegrees, recordedAt },
  etaSeconds,
  ageSeconds,
}: LocationOnTrip): EphemeralData<'driver.location'> {
  return {
    tripId,
    position: { lat, lng },
    headingDegrees,
    recordedAt: recordedAt.toISOString(),
    // The car of a driver who is not heard may be anywhere by now.
    etaSeconds: ageSeconds > STALE_SECONDS ? null : etaSeconds,
    ageSeconds: roundToMilliseconds(ageSeconds),
  };
}

/** A time in seconds with at most three decimals. */
export const roundToMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;
