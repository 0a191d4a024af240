import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { greatCircleMeters } from '#geo';
import { Settings } from '#platform';
import type { PickupDistance } from '../domain/trip-command.js';
import type { TripState } from '../domain/trip-state.js';
import { DriverSignals } from './driver-signals.js';

interface Measurement {
  trip: Pick<TripState, 'pickup'>;
  driver: Pick<Principal, 'userId'>;
  /** Where the driver's client says it is now. */
  position: Position | undefined;
  /** The greatest age of a known location that counts; default: any. */
  withinSeconds?: number;
}

/** Measures how far a driver is from the pickup of their trip. */
@Injectable()
export class PickupCheck {
  constructor(
    private readonly signals: DriverSignals,
    private readonly settings: Settings,
  ) {}

  async measure(tx: Transaction, measurement: Measurement): Promise<PickupDistance> {
    const maxMeters = this.settings.trip.pickupRadiusMeters;
    const place = await this.locate(tx, measurement);
    return { meters: place && greatCircleMeters(place, measurement.trip.pickup), maxMeters };
  }

  /** The client's own position spares it a second request, which might reach another process. */
  private async locate(
    tx: Transaction,
    { driver: { userId }, position, withinSeconds = Infinity }: Measurement,
  ): Promise<Position | null> {
    if (position) {
      await this.signals.reportLocation(tx, userId, position);
      return position;
    }
    const known = await this.signals.findLocation(tx, userId);
    return known && known.receivedSecondsAgo <= withinSeconds ? known : null;
  }
}
