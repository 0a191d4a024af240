import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { DispatchPolicy } from '#dispatch';
import { Settings } from '#platform';
import { TripRepository, type TripEntity } from '#trip';
import { PoolReader, type PoolCar } from '../pooling/pool-reader.js';
import { KeptSupply, type IdleSupply } from '../supply/kept-supply.js';
import { SupplyRepository, type RidingDriver } from '../supply/supply.repository.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';

/** The demand and the supply that one matching window decides on. */
export interface MatchingWindow {
  /** Trips that search for a driver and have no open offer. */
  readonly trips: readonly TripEntity[];
  /** As of the window or later: quotes refresh it, too. */
  readonly idle: IdleSupply;
  /** Idle drivers who have got a trip of this window already. */
  readonly taken: ReadonlySet<string>;
  /** Drivers on a ride; empty unless the policy looks ahead. */
  readonly riding: readonly RidingDriver[];
  /** Cars with shared trips and a free seat; empty unless a shared trip waits. */
  readonly cars: readonly PoolCar[];
  /** By trip, the drivers who don't get an offer for it. */
  readonly excluded: ReadonlyMap<string, readonly string[]>;
  /** The database's time. */
  readonly at: Date;
}

const NONE_TAKEN: ReadonlySet<string> = new Set();

/** Reads the demand and the supply of a window from the database. */
@Injectable()
export class WindowReader {
  constructor(
    private readonly trips: TripRepository,
    private readonly supply: SupplyRepository,
    private readonly idle: KeptSupply,
    private readonly cars: PoolReader,
    private readonly settings: Settings,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {}

  /** @param since the time from which silence counts for drivers without a presence row */
  async read(tx: Transaction, since: Date | null): Promise<MatchingWindow> {
    const { idle } = this;
    const isAnyWaiting = await this.trips.isAnyAwaitingOffer(tx);
    const { lookaheadSeconds } = this.policy;
    // Before the supply: a driver whose ride ends in between is in both and counts as busy, so that
    // a rider who waits for that driver isn't offered to one farther away.
    const riding =
      isAnyWaiting && lookaheadSeconds > 0
        ? await this.supply.findRiding(tx, { since, lateSeconds: lookaheadSeconds })
        : [];
    if (isAnyWaiting) await idle.refresh(tx, since);
    // After the supply: of two trips that waited when a driver came, the window has both.
    const trips = isAnyWaiting ? await this.trips.findAwaitingOffer(tx) : [];
    const at = await tx.now();
    const { seats } = this.settings.pooling;
    const isShared = seats > 0 && trips.some(({ shared }) => shared);
    const cars = isShared ? await this.cars.read(tx, { seats, since }) : [];
    const window = { trips, at, idle, taken: NONE_TAKEN, riding, cars };
    if (trips.length === 0) return { ...window, excluded: new Map() };
    const ids = trips.map(({ id }) => id);
    return { ...window, excluded: await this.supply.findExcluded(tx, ids) };
  }
}
