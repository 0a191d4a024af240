import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { policyNamed, searchCandidates, type DispatchBatch, type DispatchPolicy } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Metrics, Settings } from '#platform';
import { TripRepository } from '#trip';
import { SupplyRepository } from '../supply/supply.repository.js';
import type { EngineSession } from './engine-session.js';
import { OfferMaker } from './offer-maker.js';

/** One matching window: demand and supply in, offers out. */
@Injectable()
export class Dispatcher {
  private readonly policy: DispatchPolicy;

  constructor(
    private readonly trips: TripRepository,
    private readonly supply: SupplyRepository,
    private readonly estimator: TravelEstimator,
    private readonly offers: OfferMaker,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {
    this.policy = policyNamed(settings.matching.policy);
  }

  /** @returns how many trips are still without an offer */
  async matchOnce(session: EngineSession): Promise<number> {
    const stop = this.metrics.matchSeconds.startTimer();
    const batch = await session.run((tx) => this.gather(tx, session.activeSince));
    const assignments = this.policy.assign(batch);
    let made = 0;
    for (const assignment of assignments) {
      if (await this.offers.offer(session, assignment)) made += 1;
    }
    stop();
    return batch.requests.length - made;
  }

  /** Trips without an open offer, each with the drivers who could be asked. */
  private async gather(tx: Transaction, since: Date | null): Promise<DispatchBatch> {
    const waiting = await this.trips.awaitingOffer(tx);
    if (waiting.length === 0) return { requests: [] };
    const drivers = await this.supply.available(tx, since);
    const out = await this.supply.out(
      tx,
      waiting.map(({ id }) => id),
    );
    const now = await tx.now();
    const requests = waiting.map((trip) => ({
      tripId: trip.id,
      waitingSeconds: (now.getTime() - trip.matchingSince.getTime()) / 1000,
      candidates: searchCandidates({
        request: trip,
        drivers,
        estimator: this.estimator,
        reachSeconds: this.settings.matching.reachSeconds,
        excluded: new Set([...trip.excludedDriverIds, ...(out.get(trip.id) ?? [])]),
      }),
    }));
    return { requests };
  }
}
