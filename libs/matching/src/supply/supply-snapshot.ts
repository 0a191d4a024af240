import { SupplyIndex, type SupplyEntry } from '#dispatch';
import type { TravelEstimator } from '#geo';
import type { IdleSupply } from './kept-supply.js';

/** A driver who isn't idle, at the place where they will be. */
export interface SuppliedDriver extends SupplyEntry {
  readonly driverId: string;
}

/** How a batch differs from the idle drivers. */
export interface SupplyDifference {
  readonly upcoming: readonly SuppliedDriver[];
  /** Ids of drivers who have got a trip already. */
  readonly taken: Iterable<string>;
}

/**
 * The drivers of a batch. They are kept between updates, so that an update costs the drivers who
 * have changed. The next update changes the returned index, so a caller must finish with it in
 * the same tick of the event loop.
 */
export class SupplySnapshot {
  private readonly index: SupplyIndex;
  /** The drivers in whom the index differs from the idle ones. */
  private readonly differing = new Set<string>();

  constructor(estimator: Pick<TravelEstimator, 'snapOnce'>) {
    this.index = new SupplyIndex(estimator);
  }

  /** @returns an index of the idle drivers with these differences */
  update(idle: IdleSupply, { upcoming, taken }: SupplyDifference): SupplyIndex {
    const { index, differing } = this;
    const place = (driverId: string, position = idle.positionOf(driverId)): void => {
      if (position) index.put(driverId, { position });
      else index.remove(driverId);
    };
    idle.forEachChanged(place);
    for (const driverId of differing) place(driverId);
    differing.clear();
    for (const { driverId, ...state } of upcoming) {
      differing.add(driverId);
      index.put(driverId, state);
    }
    for (const driverId of taken) {
      differing.add(driverId);
      index.remove(driverId);
    }
    return index;
  }
}
