import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { SupplyIndex, pickupTimes } from '#dispatch';
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
    const supply = new SupplyIndex(this.estimator);
    for (const { driverId, position } of await this.supply.available(tx)) {
      supply.put(driverId, { position });
    }
    const { estimator, settings } = this;
    const { reachSeconds } = settings.matching;
    const seconds = pickupTimes({ requests: [{ pickup }], supply, estimator, reachSeconds });
    const nearest = seconds.reduce((least, each) => Math.min(least, each), Infinity);
    return nearest < Infinity ? Math.round(nearest) : null;
  }
}
