import { distribution, type DayRecord } from '#simulation';
import { percentOf } from './percent.js';

/**
 * How far riders shared cars. `KPI_DEFINITIONS` says what each figure measures. A ratio is null when
 * its denominator is 0.
 */
export interface PoolingKpis {
  sharedPercent: number | null;
  detourSeconds: { mean: number | null; p50: number | null; p95: number | null };
  metersPerRider: number | null;
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
  return {
    sharedPercent: percentOf(shared, served.length),
    detourSeconds: { mean, p50, p95 },
    metersPerRider: served.length > 0 ? Math.round(total / served.length) : null,
    ridersMeters: ridersMeters.map(Math.round),
  };
}
