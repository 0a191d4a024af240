import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { roadBatch } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Settings } from '#platform';
import { PickupEstimates } from '#trip';
import { SupplySnapshot } from './supply-snapshot.js';
import { SupplyRepository } from './supply.repository.js';

/** A quote isn't a trip yet. */
const QUOTED_TRIP = { tripId: '', waitingSeconds: 0, tripSeconds: 0 };

/** The nearest available driver's travel time, for quotes. */
@Injectable()
export class SupplyPickupEstimates extends PickupEstimates {
  /**
   * Not the engine's: quotes are asked of every process, and the engine's may hold drivers who
   * aren't available.
   */
  private readonly snapshot: SupplySnapshot;

  constructor(
    private readonly supply: SupplyRepository,
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
  ) {
    super();
    this.snapshot = new SupplySnapshot(estimator);
  }

  async estimateSeconds(tx: Transaction, pickup: Position): Promise<number | null> {
    const available = await this.supply.findAvailable(tx);
    const { estimator, settings } = this;
    const { pickups } = roadBatch({
      requests: [{ ...QUOTED_TRIP, pickup }],
      supply: this.snapshot.update(available),
      estimator,
      reachSeconds: settings.matching.reachSeconds,
    });
    const [nearest] = pickups.nearest(0, 1).seconds;
    return nearest === undefined ? null : Math.round(nearest);
  }
}
