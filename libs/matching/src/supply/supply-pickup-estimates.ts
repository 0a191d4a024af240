import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { createRoadBatch } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Settings } from '#platform';
import { PickupEstimates } from '#trip';
import { SupplySnapshot } from './supply-snapshot.js';
import { SupplyRepository } from './supply.repository.js';

/** A quote has no trip yet, so these fields of the request are empty. */
const QUOTED_TRIP = { tripId: '', waitingSeconds: 0, tripSeconds: 0 };

/** Estimates the pickup time of a quote by the nearest available driver. */
@Injectable()
export class SupplyPickupEstimates extends PickupEstimates {
  /**
   * A snapshot apart from the engine's, which may hold drivers who aren't available. Every
   * process answers quotes, also one whose engine stands by.
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
    const { pickups } = createRoadBatch({
      requests: [{ ...QUOTED_TRIP, pickup }],
      supply: this.snapshot.update(available),
      estimator,
      reachSeconds: settings.matching.reachSeconds,
    });
    const [nearest] = pickups.findNearest(0, 1).seconds;
    return nearest === undefined ? null : Math.round(nearest);
  }
}
