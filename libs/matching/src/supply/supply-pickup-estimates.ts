import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { searchCandidates } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Settings } from '#platform';
import { PickupEstimates } from '#trip';
import { SupplyRepository } from './supply.repository.js';

/** The nearest available driver's travel time, for quotes. */
@Injectable()
export class SupplyPickupEstimates extends PickupEstimates {
  constructor(
    private readonly supply: SupplyRepository,
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
  ) {
    super();
  }

  async etaSeconds(tx: Transaction, pickup: Position): Promise<number | null> {
    const drivers = await this.supply.available(tx);
    const [nearest] = searchCandidates({
      request: { pickup },
      drivers,
      estimator: this.estimator,
      reachSeconds: this.settings.matching.reachSeconds,
    });
    return nearest ? Math.round(nearest.pickupSeconds) : null;
  }
}
