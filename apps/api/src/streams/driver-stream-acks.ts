import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import { OfferAcks } from '#matching';
import { StreamAcks } from '#notification';

/** An acknowledgement on a driver's stream acknowledges the offers up to that event. */
@Injectable()
export class DriverStreamAcks extends StreamAcks {
  constructor(private readonly offers: OfferAcks) {
    super();
  }

  async acknowledge({ role, userId }: Principal, seq: number): Promise<void> {
    if (role === 'driver') await this.offers.acknowledge(userId, seq);
  }
}
