import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { createRoadBatch } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Settings } from '#platform';
import { PickupEstimates } from '#trip';
import { SupplySnapshot } from './supply-snapshot.js';
import { SupplyRepository } from './supply.repository.js';

/** A quote isn't a trip yet. */
const SOMEBODY = { tripId: '', waitingSeconds: 0, tripSeconds: 0 };

/** The nearest available driver's travel time, for quotes. */
@Injectable()
export class SupplyPickupEstimates extends PickupEstimates {
  /**
   * Not the engine's: quotes are asked of every process, and the engine's may hold drivers who
   * aren't available.
   */
  private readonly picture: SupplySnapshot;

  constructor(
    private readonly supply: SupplyRepository,
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
  ) {
    super();
    this.picture = new SupplySnapshot(estimator);
  }

  async etaSeconds(tx: Transaction, pickup: Position): Promise<number | null> {
    const available = await this.supply.available(tx);
    const { estimator, settings } = this;
    const { pickups } = createRoadBatch({
      requests: [{ ...SOMEBODY, pickup }],
      supply: this.picture.update(available),
      estimator,
      reachSeconds: settings.matching.reachSeconds,
    });
    const [nearest] = pickups.findNearest(0, 1).seconds;
    return nearest === undefined ? null : Math.round(nearest);
  }
}
