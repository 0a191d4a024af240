import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import {
  SupplyIndex,
  createPolicy,
  pickupTimes,
  type DispatchBatch,
  type DispatchPolicy,
} from '#dispatch';
import { TravelEstimator } from '#geo';
import { Metrics, Settings } from '#platform';
import { TripRepository, type TripEntity } from '#trip';
import { SupplyRepository } from '../supply/supply.repository.js';
import type { EngineSession } from './engine-session.js';
import { OfferMaker } from './offer-maker.js';

interface Window {
  readonly batch: DispatchBatch;
  /** In the order of the batch's requests. */
  readonly waiting: readonly TripEntity[];
  readonly idle: ReadonlyMap<string, Position>;
}

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
    this.policy = createPolicy(settings.matching.policy, estimator.times);
  }

  /** @returns how many trips are still without an offer */
  async matchOnce(session: EngineSession): Promise<number> {
    const stop = this.metrics.matchSeconds.startTimer();
    const { batch, waiting, idle } = await session.run((tx) =>
      this.gather(tx, session.activeSince),
    );
    let made = 0;
    for (const { request, driver } of this.policy.decide(batch)) {
      const trip = waiting[request];
      const driverId = batch.drivers[driver]?.driverId ?? '';
      const position = idle.get(driverId);
      if (!trip || !position) continue;
      const way = this.estimator.between(position, trip.pickup);
      const pickup = { pickupSeconds: way.durationSeconds, pickupMeters: way.distanceMeters };
      if (await this.offers.offer(session, { tripId: trip.id, driverId, ...pickup })) made += 1;
    }
    stop();
    return batch.requests.length - made;
  }

  /** Trips without an open offer, each with the drivers who could be asked. */
  private async gather(tx: Transaction, since: Date | null): Promise<Window> {
    const waiting = await this.trips.awaitingOffer(tx);
    const supply = new SupplyIndex(this.estimator);
    const idle = new Map<string, Position>();
    for (const { driverId, position } of await this.supply.available(tx, since)) {
      supply.put(driverId, { position });
      idle.set(driverId, position);
    }
    const out = await this.supply.out(
      tx,
      waiting.map(({ id }) => id),
    );
    const now = await tx.now();
    const pickupSeconds = pickupTimes({
      requests: waiting.map(({ id, pickup, excludedDriverIds }) => ({
        pickup,
        excluded: [...excludedDriverIds, ...(out.get(id) ?? [])],
      })),
      supply,
      estimator: this.estimator,
      reachSeconds: this.settings.matching.reachSeconds,
    });
    const requests = waiting.map((trip) => ({
      tripId: trip.id,
      waitingSeconds: (now.getTime() - trip.matchingSince.getTime()) / 1000,
      tripSeconds: trip.durationSeconds,
    }));
    return { batch: { requests, drivers: supply.drivers(), pickupSeconds }, waiting, idle };
  }
}
