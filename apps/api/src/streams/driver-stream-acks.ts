import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import { OfferAcks } from '#matching';
import { StreamAcks } from '#notification';

/** What a driver's client has received includes the offers in it. */
@Injectable()
export class DriverStreamAcks extends StreamAcks {
  constructor(private readonly offers: OfferAcks) {
    super();
  }

  async acknowledge({ role, userId }: Principal, seq: number): Promise<void> {
    if (role === 'driver') await this.offers.acknowledge(userId, seq);
  }
}
