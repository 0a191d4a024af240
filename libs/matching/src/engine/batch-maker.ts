import { Inject, Injectable } from '@nestjs/common';
import { roadBatch, type DispatchBatch, type DispatchPolicy } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Settings } from '#platform';
import { soonFree } from '../supply/soon-free.js';
import { SupplyPicture } from '../supply/supply-picture.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';
import type { MatchingWindow } from './window-reader.js';

/** Makes of a window what a policy decides on: who could be where, and when. */
@Injectable()
export class BatchMaker {
  private readonly picture: SupplyPicture;

  constructor(
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {
    this.picture = new SupplyPicture(estimator);
  }

  /** @returns good until the next one is made */
  make({ trips, idle, riding, out, at }: MatchingWindow): DispatchBatch {
    const { estimator, policy, settings } = this;
    const { lookaheadSeconds } = policy;
    const supply = this.picture.take([
      ...idle,
      ...soonFree(riding, { estimator, lookaheadSeconds }),
    ]);
    const requests = trips.map((trip) => ({
      tripId: trip.id,
      // Also after a redispatch: its rider has waited all the time.
      waitingSeconds: (at.getTime() - trip.requestedAt.getTime()) / 1000,
      tripSeconds: trip.durationSeconds,
      pickup: trip.pickup,
      excluded: [...trip.excludedDriverIds, ...(out.get(trip.id) ?? [])],
    }));
    const { reachSeconds } = settings.matching;
    return roadBatch({ requests, supply, estimator, reachSeconds });
  }
}
