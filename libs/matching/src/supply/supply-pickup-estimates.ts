import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { Settings } from '#platform';
import { PickupEstimates } from '#trip';
import { KeptSupply } from './kept-supply.js';

/**
 * Estimates the pickup time of a quote by the nearest available driver, as of at most half a
 * second ago. Every process answers quotes, also one whose engine stands by.
 */
@Injectable()
export class SupplyPickupEstimates extends PickupEstimates {
  private refreshing: Promise<void> | undefined;

  constructor(
    private readonly supply: KeptSupply,
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {
    super();
  }

  async estimateSeconds(pickup: Position, tx?: Transaction): Promise<number | null> {
    if (tx) await this.supply.refreshIfOld(tx);
    else if (this.supply.isOld) await (this.refreshing ??= this.refresh());
    const nearest = this.supply.findSoonest(pickup, this.settings.matching.reachSeconds);
    return nearest === null ? null : Math.round(nearest);
  }

  /**
   * Callers without a connection share one, which they get before the look begins. Callers who
   * hold a connection may wait for that look, and must not wait for the pool.
   */
  private async refresh(): Promise<void> {
    try {
      await this.transactions.run((tx) => this.supply.refreshIfOld(tx));
    } finally {
      this.refreshing = undefined;
    }
  }
}
