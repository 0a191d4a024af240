import { distribution, type DayRecord, type PlannedCity, type RideOutcome } from '#simulation';
import { sumDutySeconds } from './duty-time.js';
import {
  computeChargingKpis,
  countCancellations,
  type CancellationKpis,
  type ChargingKpis,
} from './fleet-kpis.js';
import { percentOf } from './percent.js';
import { computePoolingKpis, type PoolingKpis } from './pooling-kpis.js';
import {
  countByHour,
  countByLength,
  countByZone,
  type RideResult,
  type ZoneShare,
} from './served-groups.js';
import type { ServedShare } from './served-share.js';
import { listServiceHours } from './service-hours.js';

/**
 * The key figures of a policy. `KPI_DEFINITIONS` says what each of them measures. A ratio is null
 * when its denominator is 0.
 */
export interface DayKpis {
  requests: number;
  served: number;
  servedPercent: number | null;
  servedRideTimePercent: number | null;
  lost: number;
  /** Rounded to a tenth. */
  waitSeconds: { mean: number | null; p50: number | null; p95: number | null };
  pickupMeters: number;
  tripMeters: number;
  repositionMeters: number;
  emptyKmPercent: number | null;
  utilisationPercent: number | null;
  withRiderPercent: number | null;
  serviceHours: number;
  matchRatePercent: number | null;
  offers: { made: number; declined: number; expired: number };
  servedByLength: readonly ServedShare[];
  servedByHour: readonly ServedShare[];
  servedByZone: readonly ZoneShare[];
  pooling: PoolingKpis;
  dutyHours: number;
  cancelled: CancellationKpis;
  charging: ChargingKpis;
}

type ServedRide = Extract<RideOutcome, { status: 'served' }>;

/** Computes the key figures of a simulated day. */
export function computeKpis(record: DayRecord, city: PlannedCity): DayKpis {
  const served = record.rides.filter(isServed);
  const results = resultsOf(record, city);
  const { made, declined, expired } = record.offers;
  return {
    requests: record.rides.length,
    served: served.length,
    servedPercent: percentOf(served.length, record.rides.length),
    servedRideTimePercent: percentOf(
      rideSeconds(results.filter((result) => result.isServed)),
      rideSeconds(results),
    ),
    lost: record.rides.length - served.length,
    waitSeconds: waitFigures(record, city),
    ...distanceFigures(record),
    ...timeFigures(record, city),
    matchRatePercent: percentOf(record.windows.paired, record.windows.waiting),
    offers: { made, declined, expired },
    servedByLength: countByLength(results),
    servedByHour: countByHour(results),
    servedByZone: countByZone(results, city.times.network),
    pooling: computePoolingKpis(record),
    cancelled: countCancellations(record),
    charging: computeChargingKpis(record),
  };
}

/** Seconds from departure to pickup of all served riders, in the order of the requests. */
export function waitsOf(
  { rides }: DayRecord,
  requests: readonly { readonly departureSeconds: number }[],
): number[] {
  return rides.flatMap((ride, i) => {
    const departure = requests[i]?.departureSeconds;
    return isServed(ride) && departure !== undefined ? [ride.pickedUpSeconds - departure] : [];
  });
}

const resultsOf = ({ rides }: DayRecord, city: PlannedCity): RideResult[] =>
  city.rides.map((plan) => ({ plan, isServed: rides[plan.index]?.status === 'served' }));

function waitFigures(record: DayRecord, { rides }: PlannedCity): DayKpis['waitSeconds'] {
  const waits = rides.flatMap(({ index, departureSeconds }) => {
    const ride = record.rides[index]!;
    return isServed(ride) ? [ride.pickedUpSeconds - departureSeconds] : [];
  });
  const { mean, p50, p95 } = distribution(waits);
  return { mean, p50, p95 };
}

type DistanceKpis = Pick<
  DayKpis,
  'pickupMeters' | 'tripMeters' | 'repositionMeters' | 'emptyKmPercent'
>;

function distanceFigures(record: DayRecord): DistanceKpis {
  const [pickupMeters = 0, ...withRiders] = record.ridersMeters;
  const tripMeters = sum(withRiders, (meters) => meters);
  const empty = pickupMeters + record.repositionMeters;
  return {
    pickupMeters: Math.round(pickupMeters),
    tripMeters: Math.round(tripMeters),
    repositionMeters: Math.round(record.repositionMeters),
    emptyKmPercent: percentOf(empty, empty + tripMeters),
  };
}

type TimeKpis = Pick<
  DayKpis,
  'utilisationPercent' | 'withRiderPercent' | 'serviceHours' | 'dutyHours'
>;

const HOUR_SECONDS = 3_600;

function timeFigures(record: DayRecord, city: PlannedCity): TimeKpis {
  const [toPickup = 0, ...withRiders] = record.ridersSeconds;
  const withRider = sum(withRiders, (seconds) => seconds);
  const hours = listServiceHours(
    city.rides.map(({ index, departureSeconds }) => ({
      fromSeconds: departureSeconds,
      toSeconds: endOf(record.rides[index]!),
    })),
  );
  const fleetSeconds = record.duty
    ? sumDutySeconds(record.duty, hours)
    : hours.length * HOUR_SECONDS * city.startNodes.length;
  const driving = withRider + toPickup + record.repositionSeconds;
  return {
    utilisationPercent: percentOf(driving, fleetSeconds),
    withRiderPercent: percentOf(withRider, fleetSeconds),
    serviceHours: hours.length,
    dutyHours: Math.round(fleetSeconds / 360) / 10,
  };
}

const endOf = (ride: RideOutcome): number =>
  isServed(ride) ? ride.droppedOffSeconds : ride.atSeconds;

const rideSeconds = (results: readonly RideResult[]): number =>
  sum(results, ({ plan }) => plan.tripSeconds);

const isServed = (ride: RideOutcome): ride is ServedRide => ride.status === 'served';

const sum = <T>(items: readonly T[], valueOf: (item: T) => number): number =>
  items.reduce((total, item) => total + valueOf(item), 0);
