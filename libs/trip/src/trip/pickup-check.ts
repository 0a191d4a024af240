import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { greatCircleMeters } from '#geo';
import { Settings } from '#platform';
import type { PickupDistance } from '../domain/trip-command.js';
import type { TripState } from '../domain/trip-state.js';
import { DriverSignals, type KnownLocation } from './driver-signals.js';

interface Measurement {
  trip: Pick<TripState, 'pickup'>;
  driver: Pick<Principal, 'userId'>;
  /** Where the driver's client says it is now. */
  position: Position | undefined;
}

/** A known location must be of the last minute. */
const FRESH_SECONDS = 60;
/** A claim may differ so much from the last location: fixes between tall buildings jump. */
const JUMP_METERS = 500;
/** No car is faster than this, in metres a second (180 km/h). */
const MAX_SPEED_MPS = 50;

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

  /**
   * A no-show costs the rider money, so the driver has a motive to claim a wrong position. One that
   * the driver can't have reached since the last location doesn't count, and the last location does.
   */
  private async locate(
    tx: Transaction,
    { driver: { userId }, position }: Measurement,
  ): Promise<Position | null> {
    const known = await this.signals.findLocation(tx, userId);
    if (position && (!known || isReachable(position, known))) {
      this.signals.reportLocation(tx, userId, position);
      return position;
    }
    return known && known.receivedSecondsAgo > FRESH_SECONDS ? null : known;
  }
}

const isReachable = (position: Position, known: KnownLocation): boolean =>
  greatCircleMeters(known, position) <= JUMP_METERS + known.receivedSecondsAgo * MAX_SPEED_MPS;
