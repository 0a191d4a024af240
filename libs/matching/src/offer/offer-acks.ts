import { Injectable } from '@nestjs/common';
import { streamId } from '#contracts';
import { Transactions } from '#database';

/**
 * A driver has at most one pending offer, found by its index; where there is none, or it is
 * acknowledged, nothing is written. The event that brought an offer has the offer's id.
 */
const ACKNOWLEDGE = `
  UPDATE offer SET acknowledged_at = clock_timestamp()
  WHERE driver_id = $1 AND status = 'pending' AND acknowledged_at IS NULL AND EXISTS (
    SELECT FROM mailbox m WHERE m.outbox_id = offer.id AND m.stream = $2 AND m.seq <= $3)`;

/** Which offers have really reached their drivers. */
@Injectable()
export class OfferAcks {
  constructor(private readonly transactions: Transactions) {}

  /**
   * The driver's client has everything up to and with number `seq` of its stream.
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async acknowledge(driverId: string, seq: number): Promise<void> {
    await this.transactions.query(ACKNOWLEDGE, [driverId, streamId('driver', driverId), seq]);
  }
}
