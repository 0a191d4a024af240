import type { DriverRoute, EphemeralData, Position, TripStatus } from '#contracts';
import type { TravelEstimator } from '#geo';
import type { DriverReport } from '#matching';

/** The part of a trip that the time of arrival depends on. */
export interface Route {
  readonly id: string;
  readonly status: TripStatus;
  readonly pickup: Position;
  readonly dropoff: Position;
  /** The stops of the driver, of which the streams of a rider show none; null for a trip alone. */
  readonly stops?: readonly RouteStop[] | null;
}

/** The part of a stop that an estimate needs. */
type RouteStop = Pick<DriverRoute['stops'][number], 'tripId' | 'kind' | 'position'>;

/** A driver's location and its trip, as a stream shows them. */
interface LocationOnTrip {
  readonly tripId: string;
  readonly location: Pick<DriverReport, 'lat' | 'lng' | 'headingDegrees' | 'recordedAt'>;
  readonly etaSeconds: number | null;
  /** Seconds since the server wrote the location. */
  readonly ageSeconds: number;
}

/**
 * Estimates the time to the pickup until the driver has arrived, then to the drop-off, by the stops
 * for others that come before.
 *
 * @returns whole seconds; null when no road leads there
 */
export function estimateArrivalSeconds(
  estimator: TravelEstimator,
  from: Position,
  { id, status, pickup, dropoff, stops }: Route,
): number | null {
  const isToPickup = status === 'driver_assigned';
  const kind = isToPickup ? 'pickup' : 'dropoff';
  const last = stops?.findIndex((stop) => stop.tripId === id && stop.kind === kind) ?? -1;
  const before = (stops ?? []).slice(0, Math.max(0, last)).map(({ position }) => position);
  let [place, seconds] = [from, 0];
  for (const next of [...before, isToPickup ? pickup : dropoff]) {
    seconds += estimator.estimate(place, next).durationSeconds;
    place = next;
  }
  return Number.isFinite(seconds) ? Math.round(seconds) : null;
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
