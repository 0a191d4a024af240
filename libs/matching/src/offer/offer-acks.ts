import { Injectable } from '@nestjs/common';
import { streamId } from '#contracts';
import { CommandAdmission, Transactions } from '#database';

/**
 * A driver has at most one pending offer, which the unique index finds. Without a pending
 * offer, or with one that is acknowledged already, the statement writes no row. The event
 * that delivers an offer has the offer's id.
 */
const ACKNOWLEDGE = `
  UPDATE offer SET acknowledged_at = clock_timestamp()
  WHERE driver_id = $1 AND status = 'pending' AND acknowledged_at IS NULL AND EXISTS (
    SELECT FROM mailbox m WHERE m.outbox_id = offer.id AND m.stream = $2 AND m.seq <= $3)`;

/** Records which offers have reached the clients of their drivers. */
@Injectable()
export class OfferAcks {
  constructor(
    private readonly transactions: Transactions,
    private readonly admission: CommandAdmission,
  ) {}

  /**
   * Records that the driver's client has received all events up to `seq`.
   *
   * @param seq the sequence number of the last received event of the driver's stream
   * @throws DomainError DATABASE_UNAVAILABLE, and those of `CommandAdmission`
   */
  async acknowledge(driverId: string, seq: number): Promise<void> {
    const values = [driverId, streamId('driver', driverId), seq];
    await this.admission.run({ userId: driverId, row: null }, () =>
      this.transactions.query(ACKNOWLEDGE, values),
    );
  }
}
