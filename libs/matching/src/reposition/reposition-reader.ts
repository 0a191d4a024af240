import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { TravelEstimator, greatCircleMeters } from '#geo';
import { Settings } from '#platform';
import { KeptSupply } from '../supply/kept-supply.js';
import { SupplyRepository } from '../supply/supply.repository.js';
import { upcomingDrivers } from '../supply/upcoming-drivers.js';
import type { FleetPicture, PlacedDriver } from './reposition-planner.js';
import { RepositionRepository, type UnavailableDriver } from './reposition.repository.js';

/** A ride that ends within so many seconds is planned with, as in the evaluation. */
const LOOKAHEAD_SECONDS = 120;
/** A driver this close to the target has arrived: about a block. */
const ARRIVAL_METERS = 150;

/** What a look at the idle drivers finds. */
export interface RepositionLook {
  readonly picture: FleetPicture;
  /** Drivers who have reached the target of a suggestion that they accepted. */
  readonly arrivedDriverIds: readonly string[];
}

/** Reads the drivers whom the planner decides on. */
@Injectable()
export class RepositionReader {
  constructor(
    private readonly supply: KeptSupply,
    private readonly riding: SupplyRepository,
    private readonly repositions: RepositionRepository,
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
  ) {}

  /** @param since the time from which silence counts for drivers without a presence row */
  async read(tx: Transaction, since: Date | null): Promise<RepositionLook> {
    const { retrySeconds, timeScale } = this.settings.reposition;
    const late = { since, lateSeconds: LOOKAHEAD_SECONDS };
    const riding = await this.riding.findRiding(tx, late);
    const rows = await this.repositions.findUnavailable(tx, retrySeconds / timeScale);
    await this.supply.refresh(tx, since);
    const at = await tx.now();
    const { movable, unmovable, arrivedDriverIds } = this.divide(rows);
    const upcoming = upcomingDrivers(riding, {
      estimator: this.estimator,
      lookaheadSeconds: LOOKAHEAD_SECONDS,
    }).map(({ busySeconds = 0, ...driver }) => ({ ...driver, busySeconds }));
    const atSeconds = (at.getTime() / 1000) * timeScale;
    return { picture: { movable, unmovable, upcoming, atSeconds }, arrivedDriverIds };
  }

  private divide(rows: readonly UnavailableDriver[]): {
    movable: PlacedDriver[];
    unmovable: PlacedDriver[];
    arrivedDriverIds: string[];
  } {
    const unavailable = new Map(rows.map((row) => [row.driverId, row]));
    const [movable, unmovable, arrivedDriverIds]: [PlacedDriver[], PlacedDriver[], string[]] = [
      [],
      [],
      [],
    ];
    for (const [driverId, position] of this.supply.listIdle()) {
      const row = unavailable.get(driverId);
      if (!row) {
        movable.push({ driverId, position });
        continue;
      }
      const target = targetOf(row);
      unmovable.push({ driverId, position: target ?? position });
      const isThere = target && greatCircleMeters(position, target) <= ARRIVAL_METERS;
      if (isThere && row.status === 'accepted') arrivedDriverIds.push(driverId);
    }
    return { movable, unmovable, arrivedDriverIds };
  }
}

const targetOf = ({ lat, lng }: UnavailableDriver) =>
  lat === null || lng === null ? undefined : { lat, lng };
