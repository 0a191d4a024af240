import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { PickupEstimates } from '#trip';
import { KeptSupply } from './kept-supply.js';

/**
 * Estimates the pickup time of a quote by the nearest available driver, as of at most half a
 * second ago. Every process answers quotes, also one whose engine stands by.
 */
@Injectable()
export class SupplyPickupEstimates extends PickupEstimates {
  constructor(
    private readonly supply: KeptSupply,
    private readonly settings: Settings,
  ) {
    super();
  }

  async estimateSeconds(tx: Transaction, pickup: Position): Promise<number | null> {
    await this.supply.refreshIfOld(tx);
    const nearest = this.supply.findSoonest(pickup, this.settings.matching.reachSeconds);
    return nearest === null ? null : Math.round(nearest);
  }
}
