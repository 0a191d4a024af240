import { Injectable } from '@nestjs/common';
import { streamId, type Money } from '#contracts';
import type { Transaction } from '#database';
import { Outbox, newEvent } from '#outbox';
import { TipEntity } from './tip.entity.js';

/** A tip of a trip that had none. */
export interface NewTip {
  tripId: string;
  driverId: string;
  tip: Money;
  /** The database's time. */
  at: Date;
}

/** Tips in the database. Only this class writes them, always together with their events. */
@Injectable()
export class TipRepository {
  constructor(private readonly outbox: Outbox) {}

  async find(tx: Transaction, tripId: string): Promise<Money | null> {
    const tip = await tx.manager.findOneBy(TipEntity, { tripId });
    return tip && { amount: tip.amount, currency: tip.currency };
  }

  /** The caller holds the trip's lock and has found no tip, so none can be there. */
  async add(tx: Transaction, { tripId, driverId, tip, at }: NewTip): Promise<void> {
    await tx.manager.insert(TipEntity, { tripId, driverId, ...tip });
    const tipped = newEvent({
      type: 'trip.tipped',
      subject: `trip/${tripId}`,
      streams: [streamId('trip', tripId), streamId('driver', driverId)],
      data: { tripId, tip },
    });
    this.outbox.append(tx, [tipped], at);
  }
}
