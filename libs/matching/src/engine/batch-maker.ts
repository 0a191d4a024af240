import { Inject, Injectable } from '@nestjs/common';
import { roadBatch, type DispatchBatch, type DispatchPolicy } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Settings } from '#platform';
import { upcomingDrivers } from '../supply/upcoming-drivers.js';
import { SupplySnapshot } from '../supply/supply-snapshot.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';
import type { MatchingWindow } from './window-reader.js';

/** Makes of a window what a policy decides on: who could be where, and when. */
@Injectable()
export class BatchMaker {
  private readonly snapshot: SupplySnapshot;

  constructor(
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {
    this.snapshot = new SupplySnapshot(estimator);
  }

  /** @returns good until the next one is made */
  make({ trips, idle, riding, excluded, at }: MatchingWindow): DispatchBatch {
    const { estimator, policy, settings } = this;
    const { lookaheadSeconds } = policy;
    const supply = this.snapshot.update([
      ...idle,
      ...upcomingDrivers(riding, { estimator, lookaheadSeconds }),
    ]);
    const requests = trips.map((trip) => ({
      tripId: trip.id,
      // Also after a redispatch: its rider has waited all the time.
      waitingSeconds: (at.getTime() - trip.requestedAt.getTime()) / 1000,
      tripSeconds: trip.durationSeconds,
      pickup: trip.pickup,
      excluded: [...trip.excludedDriverIds, ...(excluded.get(trip.id) ?? [])],
    }));
    const { reachSeconds } = settings.matching;
    return roadBatch({ requests, supply, estimator, reachSeconds });
  }
}
