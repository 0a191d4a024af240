import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { DispatchPolicy } from '#dispatch';
import { TripRepository, type TripEntity } from '#trip';
import {
  SupplyRepository,
  type IdleDriver,
  type RidingDriver,
} from '../supply/supply.repository.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';

/** The demand and the supply that one matching window decides on. */
export interface MatchingWindow {
  /** Trips that search for a driver and have no open offer. */
  readonly trips: readonly TripEntity[];
  readonly idle: readonly IdleDriver[];
  /** Drivers on a ride; empty unless the policy looks ahead. */
  readonly riding: readonly RidingDriver[];
  /** By trip, the drivers who don't get an offer for it. */
  readonly excluded: ReadonlyMap<string, readonly string[]>;
  /** The database's time. */
  readonly at: Date;
}

/** Reads the demand and the supply of a window from the database. */
@Injectable()
export class WindowReader {
  constructor(
    private readonly trips: TripRepository,
    private readonly supply: SupplyRepository,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {}

  /** @param since the time from which silence counts for drivers without a presence row */
  async read(tx: Transaction, since: Date | null): Promise<MatchingWindow> {
    const trips = await this.trips.findAwaitingOffer(tx);
    const at = await tx.now();
    if (trips.length === 0) return { trips, at, idle: [], riding: [], excluded: new Map() };
    const { lookaheadSeconds } = this.policy;
    const looksAhead = lookaheadSeconds > 0;
    const ids = trips.map(({ id }) => id);
    return {
      trips,
      at,
      idle: await this.supply.findAvailable(tx, since),
      riding: looksAhead
        ? await this.supply.findRiding(tx, { since, lateSeconds: lookaheadSeconds })
        : [],
      excluded: await this.supply.findExcluded(tx, ids),
    };
  }
}
