import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import { streamId, type AvailabilityRequest, type AvailabilityState } from '#contracts';
import { Transactions } from '#database';
import { Outbox, newEvent } from '#outbox';
import { DriverPositions } from '../position/driver-positions.js';
import { DriverRepository } from './driver.repository.js';

/** A driver goes on and off duty. It survives reconnects: only the driver changes it. */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly transactions: Transactions,
    private readonly drivers: DriverRepository,
    private readonly positions: DriverPositions,
    private readonly outbox: Outbox,
  ) {}

  async set(driver: Principal, request: AvailabilityRequest): Promise<AvailabilityState> {
    return this.transactions.run(async (tx) => {
      await this.drivers.ensure(tx, { id: driver.userId, name: driver.name });
      const before = await this.drivers.lock(tx, driver.userId);
      const vehicle = request.vehicle ?? before?.vehicle ?? null;
      const { status } = request;
      const after = { name: driver.name, availability: status, vehicle };
      await this.drivers.update(tx, driver.userId, after);
      // With the event that wakes the engine, which must see that the driver lives, and where.
      await this.positions.write(tx, driver.userId, request.position);
      if (before?.availability !== status) {
        const event = newEvent({
          type: `driver.${status}` as const,
          subject: `driver/${driver.userId}`,
          data: { reason: 'requested' },
          streams: [streamId('driver', driver.userId)],
        });
        await this.outbox.append(tx, [event], await tx.now());
      }
      return { status, vehicle };
    });
  }
}
