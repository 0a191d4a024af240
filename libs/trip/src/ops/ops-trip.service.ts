import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '#access';
import type { Trip } from '#contracts';
import type { Transaction } from '#database';
import { DomainError, Settings } from '#platform';
import { decide } from '../domain/decide.js';
import { applyEvents } from '../domain/trip-change.js';
import type { OperatorCommand } from '../domain/trip-command.js';
import type { TripState } from '../domain/trip-state.js';
import { toTripView } from '../domain/trip-view.js';
import { newPin } from '../trip/new-pin.js';
import { tripNotFound } from '../trip/trip-access.js';
import { stateOf } from '../trip/trip.entity.js';
import { TripRepository } from '../trip/trip.repository.js';

export interface OpsAction {
  tripId: string;
  type: OperatorCommand['type'];
  /** Why the operator acts. The event carries it, so the rider and the driver read it too. */
  reason: string;
  /** The version of the trip that the operator saw; undefined: any. */
  version?: number | undefined;
}

/** Applies the commands of operators to trips. Their events name the operator and the reason. */
@Injectable()
export class OpsTripService {
  private readonly logger = new Logger('Operators');

  constructor(
    private readonly trips: TripRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws DomainError NOT_FOUND, TRIP_CHANGED with `currentVersion` and `currentStatus`,
   *   TRIP_TRANSITION_NOT_ALLOWED with `currentStatus`
   */
  async act(tx: Transaction, principal: Principal, action: OpsAction): Promise<Trip> {
    const { tripId, type, reason, version } = action;
    const locked = await this.trips.lock(tx, tripId);
    if (!locked) throw tripNotFound();
    const { at } = locked;
    const state = stateOf(locked.trip);
    if (version !== undefined && version !== state.version) throw tripChanged(state);
    const { matchingDeadlineSeconds } = this.settings.trip;
    const operator = { id: principal.userId, name: principal.name };
    const pin = newPin(state.pin);
    const command = { type, at, reason, operator, matchingDeadlineSeconds, pin };
    const change = applyEvents(state, decide(command, state));
    await this.trips.save(tx, change, { at });
    // The log keeps who acted beyond the retention of the events. The reason is a person's text.
    tx.afterCommit(() => {
      this.logger.log(`${type} of trip ${tripId} by ${principal.userId}`);
    });
    return toTripView(change.after);
  }
}

/** For example, the driver whom the operator saw has given the trip back, and another one has it. */
const tripChanged = ({ version, status }: TripState): DomainError =>
  new DomainError(
    'TRIP_CHANGED',
    'The trip has changed since you saw it. Look at it again, and decide anew.',
    {
      currentVersion: version,
      currentStatus: status,
    },
  );
