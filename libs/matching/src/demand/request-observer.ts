import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { CloudEvent } from '#contracts';
import type { DispatchPolicy } from '#dispatch';
import { OFF_MAP, TravelEstimator } from '#geo';
import { OnCommittedEvent, type CommittedEvent } from '#outbox';
import { DISPATCH_POLICY } from '../engine/dispatch-policy.token.js';
import { RecentRequests, type RideRequest } from './recent-requests.js';

/** Requests that may wait for the past to be read; more are left out of what is expected. */
const MAX_BUFFERED = 10_000;

/**
 * Tells a policy that learns from it of each request, once: those of the last hour when the
 * process begins, then those its tail hands out. Every process does, so that a standby that
 * takes over knows the demand too. It is for an expectation: a request that the tail skips
 * after a long outage is missing in it, and nothing else happens.
 */
@Injectable()
export class RequestObserver implements OnApplicationBootstrap {
  private readonly logger = new Logger('RequestObserver');
  /** While the past is being read; undefined: it has been. */
  private buffered: RideRequest[] | undefined = [];
  /** Trips that the past had: the tail may hand them out yet. As many as the past is bound to. */
  private readonly recentTripIds = new Set<string>();
  private latestSeconds = 0;

  constructor(
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
    private readonly estimator: TravelEstimator,
    private readonly recent: RecentRequests,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.policy.anticipation) return;
    const past = await this.recent.read().catch((error: unknown) => {
      this.logger.warn(`The last hour's requests could not be read: ${String(error)}`);
      return [];
    });
    for (const request of past) this.observe(request);
    for (const { tripId } of past) this.recentTripIds.add(tripId);
    const waiting = this.buffered ?? [];
    this.buffered = undefined;
    for (const request of waiting) this.observeOnce(request);
  }

  @OnCommittedEvent('trip.requested')
  onRequest({ json, time }: CommittedEvent): void {
    if (!this.policy.anticipation) return;
    const { trip } = (JSON.parse(json) as CloudEvent<'trip.requested'>).data;
    const request = { tripId: trip.id, pickup: trip.pickup, requestedAt: time };
    if (!this.buffered) this.observeOnce(request);
    else if (this.buffered.length < MAX_BUFFERED) this.buffered.push(request);
  }

  private observeOnce(request: RideRequest): void {
    if (!this.recentTripIds.delete(request.tripId)) this.observe(request);
  }

  /** Transactions commit in another order than their times: those never fall here. */
  private observe({ pickup, requestedAt }: RideRequest): void {
    const { node: pickupNode } = this.estimator.snapOnce(pickup);
    if (pickupNode === OFF_MAP) return;
    this.latestSeconds = Math.max(this.latestSeconds, requestedAt.getTime() / 1000);
    this.policy.anticipation?.observe({ atSeconds: this.latestSeconds, pickupNode });
  }
}
