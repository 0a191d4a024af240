import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import { streamId, type AvailabilityRequest, type AvailabilityState } from '#contracts';
import { Transactions } from '#database';
import { Outbox, newEvent } from '#outbox';
import { DriverLocationRecorder } from '../position/driver-location-recorder.js';
import { DriverRepository } from './driver.repository.js';

/**
 * Sets whether a driver is on duty. Only the driver changes it, so it survives a lost
 * connection and a crashed client.
 */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly transactions: Transactions,
    private readonly drivers: DriverRepository,
    private readonly positions: DriverLocationRecorder,
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
      // Presence and position commit together with the event that wakes the engine. Otherwise
      // the engine could find the driver silent or without a position.
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
