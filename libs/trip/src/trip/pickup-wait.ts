import { Injectable } from '@nestjs/common';
import { streamId } from '#contracts';
import type { Transaction } from '#database';
import { StreamHistory } from '#outbox';
import type { DriverAttendance } from '../domain/trip-command.js';
import { DriverSignals } from './driver-signals.js';
import type { TripEntity } from './trip.entity.js';

/** Reads whether the driver of a trip has been heard during the wait at the pickup. */
@Injectable()
export class PickupWait {
  constructor(
    private readonly signals: DriverSignals,
    private readonly history: StreamHistory,
  ) {}

  /**
   * Call it under the trip's lock and before the command writes a sign of life, which would hide
   * the silence before it. The engine reports a silence up to a second late, so the row alone
   * does not tell it.
   */
  async read(tx: Transaction, { id, driver, arrivedAt }: TripEntity): Promise<DriverAttendance> {
    const isDriverSilent = driver !== null && (await this.signals.isSilent(tx, driver.id));
    const backAt =
      arrivedAt &&
      (await this.history.findLastTime(tx, {
        stream: streamId('trip', id),
        type: 'trip.driver_back',
        since: arrivedAt,
      }));
    return { isDriverSilent, driverBackAt: backAt };
  }
}
