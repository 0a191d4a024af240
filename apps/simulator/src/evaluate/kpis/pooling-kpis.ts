import { distribution, type DayRecord } from '#simulation';

/** How far riders shared cars. A ratio is null when its denominator is 0. */
export interface PoolingKpis {
  /** Share of the served riders who were in the car with another rider, in per cent. */
  sharedPercent: number | null;
  /** Time in the car beyond the direct ride, of all served riders, rounded to a tenth. */
  detourSeconds: { mean: number | null; p50: number | null; p95: number | null };
  /** Metres of the whole fleet for each served rider, repositioning included. */
  metersPerRider: number | null;
  /** Metres of the whole fleet by the number of riders in the car, from 0 up, without repositioning. */
  ridersMeters: readonly number[];
}

/** Computes the figures of pooling of a simulated day. */
export function computePoolingKpis({
  rides,
  ridersMeters,
  repositionMeters,
}: DayRecord): PoolingKpis {
  const served = rides.flatMap((ride) => (ride.status === 'served' ? [ride] : []));
  const { mean, p50, p95 } = distribution(served.map(({ detourSeconds }) => detourSeconds));
  const shared = served.filter(({ isShared }) => isShared).length;
  const total = ridersMeters.reduce((sum, meters) => sum + meters, repositionMeters);
  const hasRiders = served.length > 0;
  return {
    sharedPercent: hasRiders ? Math.round((shared / served.length) * 10_000) / 100 : null,
    detourSeconds: { mean, p50, p95 },
    metersPerRider: hasRiders ? Math.round(total / served.length) : null,
    ridersMeters: ridersMeters.map(Math.round),
  };
}
