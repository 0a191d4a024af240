import type { TripDemand } from '#scenario';
import { distribution, type DayRecord, type RideOutcome } from '#simulation';
import { computePoolingKpis, type PoolingKpis } from './pooling-kpis.js';

/** The key figures of a policy. A ratio is null when its denominator is 0. */
export interface DayKpis {
  requests: number;
  served: number;
  servedPercent: number | null;
  lost: number;
  /** Waiting of the served riders from departure to pickup, rounded to a tenth. */
  waitSeconds: { mean: number | null; p50: number | null; p95: number | null };
  pickupMeters: number;
  tripMeters: number;
  repositionMeters: number;
  /** Share of all metres that were driven without a rider, in per cent. */
  emptyKmPercent: number | null;
  /** Share of the fleet's time from midnight to the end that was spent on pickups and rides. */
  utilisationPercent: number | null;
  /** Share of the waiting riders of all decisions that were paired. */
  matchRatePercent: number | null;
  offers: { made: number; declined: number; expired: number };
  pooling: PoolingKpis;
}

type ServedRide = Extract<RideOutcome, { status: 'served' }>;

/** Computes the key figures of a simulated day. @param vehicles size of the fleet */
export function computeKpis(
  record: DayRecord,
  requests: readonly TripDemand[],
  vehicles: number,
): DayKpis {
  const served = record.rides.filter(isServed);
  const [pickupMeters = 0, ...occupied] = record.ridersMeters;
  const tripMeters = sum(occupied, (meters) => meters);
  const empty = pickupMeters + record.repositionMeters;
  const busy = sum(served, (ride) => ride.droppedOffSeconds - ride.assignedSeconds);
  const { mean, p50, p95 } = distribution(waitsOf(record, requests));
  const { made, declined, expired } = record.offers;
  return {
    requests: record.rides.length,
    served: served.length,
    servedPercent: percent(served.length, record.rides.length),
    lost: record.rides.length - served.length,
    waitSeconds: { mean, p50, p95 },
    pickupMeters: Math.round(pickupMeters),
    tripMeters: Math.round(tripMeters),
    repositionMeters: Math.round(record.repositionMeters),
    emptyKmPercent: percent(empty, empty + tripMeters),
    utilisationPercent: percent(busy, record.endSeconds * vehicles),
    matchRatePercent: percent(record.windows.paired, record.windows.waiting),
    offers: { made, declined, expired },
    pooling: computePoolingKpis(record),
  };
}

/** Seconds from departure to pickup of all served riders, in the order of departure. */
export function waitsOf(record: DayRecord, requests: readonly TripDemand[]): number[] {
  return record.rides.flatMap((ride, i) => {
    const departure = requests[i]?.departureSeconds;
    return isServed(ride) && departure !== undefined ? [ride.pickedUpSeconds - departure] : [];
  });
}

const isServed = (ride: RideOutcome): ride is ServedRide => ride.status === 'served';

const sum = <T>(items: readonly T[], valueOf: (item: T) => number): number =>
  items.reduce((total, item) => total + valueOf(item), 0);

/** A share in per cent, rounded to two decimals; null when `whole` is 0. */
const percent = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null;
