import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { pickupTimes } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Settings } from '#platform';
import { PickupEstimates } from '#trip';
import { SupplyPicture } from './supply-picture.js';
import { SupplyRepository } from './supply.repository.js';

/** The nearest available driver's travel time, for quotes. */
@Injectable()
export class SupplyPickupEstimates extends PickupEstimates {
  /**
   * Not the engine's: quotes are asked of every process, and the engine's may hold drivers who
   * aren't available.
   */
  private readonly picture: SupplyPicture;

  constructor(
    private readonly supply: SupplyRepository,
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
  ) {
    super();
    this.picture = new SupplyPicture(estimator);
  }

  async etaSeconds(tx: Transaction, pickup: Position): Promise<number | null> {
    const available = await this.supply.available(tx);
    const { estimator, settings } = this;
    const seconds = pickupTimes({
      requests: [{ pickup }],
      supply: this.picture.take(available),
      estimator,
      reachSeconds: settings.matching.reachSeconds,
    });
    const nearest = seconds.reduce((least, each) => Math.min(least, each), Infinity);
    return nearest < Infinity ? Math.round(nearest) : null;
  }
}
