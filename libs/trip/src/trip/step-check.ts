import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { Position, StepOverride } from '#contracts';
import type { Transaction } from '#database';
import { greatCircleMeters } from '#geo';
import { Settings } from '#platform';
import type { StepPlace } from '../domain/trip-command.js';
import { DriverSignals } from './driver-signals.js';

/** A step that belongs to a place, as the driver's client asks for it. */
export interface StepClaim {
  driver: Pick<Principal, 'userId'>;
  /** The pickup or the drop-off. */
  target: Position;
  /** The time of the step before; null when there was none. */
  since: Date | null;
  /** Where the driver's client says it is now. */
  position: Position | undefined;
  override: StepOverride | undefined;
}

/** Measures how far a driver is from the place of a step. */
@Injectable()
export class StepCheck {
  constructor(
    private readonly signals: DriverSignals,
    private readonly settings: Settings,
  ) {}

  /**
   * The client's own position spares it a second request, which might reach another process. An
   * older location doesn't count: before the step the driver was rightly elsewhere.
   */
  async measure(
    tx: Transaction,
    { driver: { userId }, target, since, position, override }: StepClaim,
  ): Promise<StepPlace> {
    const limitMeters = this.settings.trip.geofenceMeters;
    const overrideReason = override?.reason ?? null;
    const place = position ?? (limitMeters > 0 && (await this.find(tx, userId, since)));
    if (position) this.signals.reportLocation(tx, userId, position);
    return { meters: place ? greatCircleMeters(place, target) : null, limitMeters, overrideReason };
  }

  private find(tx: Transaction, userId: string, since: Date | null): Promise<Position | null> {
    return since ? this.signals.findReportSince(tx, userId, since) : Promise.resolve(null);
  }
}
