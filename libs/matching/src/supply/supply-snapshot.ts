import { SupplyIndex, type SupplyEntry } from '#dispatch';
import type { TravelEstimator } from '#geo';

/** A driver as a query of the database found them. */
export interface SuppliedDriver extends SupplyEntry {
  readonly driverId: string;
}

/**
 * The drivers as of the latest query. The snapshot is kept between updates, so that only the
 * drivers who have moved are snapped to the road again. The next update changes the returned
 * index, so a caller must finish with it in the same tick of the event loop.
 */
export class SupplySnapshot {
  private readonly index: SupplyIndex;

  constructor(estimator: Pick<TravelEstimator, 'snapOnce'>) {
    this.index = new SupplyIndex(estimator);
  }

  /** @returns an index of exactly these drivers */
  update(drivers: readonly SuppliedDriver[]): SupplyIndex {
    this.index.retain(new Set(drivers.map(({ driverId }) => driverId)));
    for (const { driverId, ...state } of drivers) this.index.put(driverId, state);
    return this.index;
  }
}
