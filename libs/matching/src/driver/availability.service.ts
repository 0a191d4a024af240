import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '#access';
import {
  streamId,
  type Availability,
  type AvailabilityRequest,
  type AvailabilityState,
  type EventData,
} from '#contracts';
import { CommandAdmission, Transactions, type Transaction } from '#database';
import { Outbox, newEvent } from '#outbox';
import { DriverLocationRecorder } from '../position/driver-location-recorder.js';
import { RepositionRepository } from '../reposition/reposition.repository.js';
import { driverNotFound } from './driver-id.decorator.js';
import { DriverRepository } from './driver.repository.js';

/**
 * Sets whether a driver is on duty. Only the driver and ops change it, so it survives a lost
 * connection and a crashed client.
 */
@Injectable()
export class AvailabilityService {
  private readonly logger = new Logger('Operators');

  constructor(
    private readonly transactions: Transactions,
    private readonly admission: CommandAdmission,
    private readonly drivers: DriverRepository,
    private readonly positions: DriverLocationRecorder,
    private readonly outbox: Outbox,
    private readonly repositions: RepositionRepository,
  ) {}

  /** @throws DomainError as `CommandAdmission` */
  set(driver: Principal, request: AvailabilityRequest): Promise<AvailabilityState> {
    const { userId } = driver;
    return this.admission.run({ userId, row: userId }, () => this.setOnce(driver, request));
  }

  private setOnce(driver: Principal, request: AvailabilityRequest): Promise<AvailabilityState> {
    return this.transactions.run(async (tx) => {
      await this.drivers.ensure(tx, { id: driver.userId, name: driver.name });
      const before = await this.drivers.lock(tx, driver.userId);
      const vehicle = request.vehicle ?? before?.vehicle ?? null;
      const { status } = request;
      const after = { name: driver.name, availability: status, vehicle };
      await this.drivers.update(tx, driver.userId, after);
      // Presence and position commit together with the event that wakes the engine. Otherwise
      // the engine could find the driver silent or without a position.
      this.positions.write(tx, driver.userId, request.position);
      if (before?.availability !== status) {
        await this.append(tx, driver.userId, { status, data: { reason: 'requested' } });
      }
      return { status, vehicle };
    });
  }

  /**
   * Takes a driver off duty for an operator. The engine revokes an offer of theirs. A trip of
   * theirs goes on, and the driver may go online again.
   *
   * @throws DomainError NOT_FOUND when no driver with this id was ever on duty
   */
  async takeOffline(
    tx: Transaction,
    principal: Principal,
    { driverId, reason }: { driverId: string; reason: string },
  ): Promise<AvailabilityState> {
    const driver = await this.drivers.lock(tx, driverId);
    if (!driver) throw driverNotFound();
    const { name, vehicle } = driver;
    if (driver.availability === 'offline') return { status: 'offline', vehicle };
    await this.drivers.update(tx, driverId, { name, vehicle, availability: 'offline' });
    const operator = { id: principal.userId, name: principal.name };
    await this.append(tx, driverId, { status: 'offline', data: { reason, operator } });
    tx.afterCommit(() => {
      this.logger.log(`offline of driver ${driverId} by ${principal.userId}`);
    });
    return { status: 'offline', vehicle };
  }

  private async append(
    tx: Transaction,
    driverId: string,
    { status, data }: { status: Availability; data: EventData<'driver.offline'> },
  ): Promise<void> {
    const event = newEvent({
      type: `driver.${status}` as const,
      subject: `driver/${driverId}`,
      data,
      streams: [streamId('driver', driverId)],
    });
    const at = await tx.now();
    const ended =
      status === 'offline'
        ? await this.repositions.endOpen(tx, [driverId], { reason: 'driver_offline', at })
        : [];
    this.outbox.append(tx, [...ended, event], at);
  }
}
