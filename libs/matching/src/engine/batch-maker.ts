import { Inject, Injectable } from '@nestjs/common';
import { createRoadBatch, type DispatchBatch, type DispatchPolicy } from '#dispatch';
import { TravelEstimator } from '#geo';
import { RowIsolation, Settings } from '#platform';
import { upcomingDrivers } from '../supply/upcoming-drivers.js';
import { SupplySnapshot } from '../supply/supply-snapshot.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';
import type { MatchingWindow } from './window-reader.js';

/** Turns a matching window into the batch that a policy decides on. */
@Injectable()
export class BatchMaker {
  private readonly snapshot: SupplySnapshot;

  constructor(
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
    private readonly rows: RowIsolation,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {
    this.snapshot = new SupplySnapshot(estimator);
  }

  /** @returns a batch that is valid until the next call, which updates the same snapshot */
  make({ trips, idle, taken, riding, excluded, at }: MatchingWindow): DispatchBatch {
    const { estimator, policy, settings } = this;
    const { lookaheadSeconds } = policy;
    const upcoming = this.rows
      .map('riding', riding, (driver) => upcomingDrivers([driver], { estimator, lookaheadSeconds }))
      .flat();
    const supply = this.snapshot.update(idle, { upcoming, taken });
    const requests = trips.map((trip) => ({
      tripId: trip.id,
      // The wait counts from the request, also after a redispatch.
      waitingSeconds: (at.getTime() - trip.requestedAt.getTime()) / 1000,
      tripSeconds: trip.durationSeconds,
      pickup: trip.pickup,
      excluded: [...trip.excludedDriverIds, ...(excluded.get(trip.id) ?? [])],
    }));
    const { reachSeconds } = settings.matching;
    return createRoadBatch({ requests, supply, estimator, reachSeconds });
  }
}
