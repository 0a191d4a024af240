import { Injectable } from '@nestjs/common';
import type { Money } from '#contracts';
import type { Transaction } from '#database';
import { TipEntity } from './tip.entity.js';

/** Tips in the database. */
@Injectable()
export class TipRepository {
  async find(tx: Transaction, tripId: string): Promise<Money | null> {
    const tip = await tx.manager.findOneBy(TipEntity, { tripId });
    return tip && { amount: tip.amount, currency: tip.currency };
  }

  /** The caller holds the trip's lock and has found no tip, so none can be there. */
  async add(tx: Transaction, tip: Omit<TipEntity, 'createdAt'>): Promise<void> {
    await tx.manager.insert(TipEntity, tip);
  }
}
