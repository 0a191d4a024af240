import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { CloudEvent } from '#contracts';
import type { Anticipation } from '#dispatch';
import { OFF_MAP, TravelEstimator } from '#geo';
import { OnCommittedEvent, type CommittedEvent } from '#outbox';
import { RowIsolation, Settings } from '#platform';
import { ANTICIPATION } from '../reposition/anticipation.token.js';
import { RecentRequests, type RideRequest } from './recent-requests.js';

/**
 * Requests buffered while the last hour is being read. Further ones are dropped from the forecast.
 */
const MAX_BUFFERED = 10_000;

/**
 * Reports each ride request once to the forecast of demand: the requests of the last hour when
 * the process starts, then those of the outbox tail. Every process reports to its own forecast, so
 * that a standby engine knows the demand when it takes over. It is a forecast only: a request that the tail skips after a long outage makes the forecast lower and
 * does no other harm.
 */
@Injectable()
export class RequestObserver implements OnApplicationBootstrap {
  private readonly logger = new Logger('RequestObserver');
  /** Requests that arrive while the last hour is being read; undefined after that. */
  private buffered: RideRequest[] | undefined = [];
  /**
   * Trips of the last hour that the tail may still deliver. `RecentRequests` bounds their number.
   */
  private readonly recentTripIds = new Set<string>();
  private latestSeconds = 0;

  constructor(
    @Inject(ANTICIPATION) private readonly anticipation: Anticipation | null,
    private readonly estimator: TravelEstimator,
    private readonly recent: RecentRequests,
    private readonly rows: RowIsolation,
    private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.anticipation) return;
    const recent = await this.recent.read().catch((error: unknown) => {
      this.logger.warn("The last hour's requests could not be read", error);
      return [];
    });
    this.rows.map('recent_requests', recent, (request) => {
      this.observe(request);
    });
    for (const { tripId } of recent) this.recentTripIds.add(tripId);
    const buffered = this.buffered ?? [];
    this.buffered = undefined;
    this.rows.map('recent_requests', buffered, (request) => {
      this.observeOnce(request);
    });
  }

  @OnCommittedEvent('trip.requested')
  onRequest({ json, time }: CommittedEvent): void {
    if (!this.anticipation) return;
    const { trip } = (JSON.parse(json) as CloudEvent<'trip.requested'>).data;
    const request = { tripId: trip.id, pickup: trip.pickup, requestedAt: time };
    if (!this.buffered) this.observeOnce(request);
    else if (this.buffered.length < MAX_BUFFERED) this.buffered.push(request);
  }

  private observeOnce(request: RideRequest): void {
    if (!this.recentTripIds.delete(request.tripId)) this.observe(request);
  }

  /**
   * Transactions may commit in another order than that of their times. The policy gets times that
   * never decrease.
   */
  private observe({ pickup, requestedAt }: RideRequest): void {
    const { node: pickupNode } = this.estimator.snapOnce(pickup);
    if (pickupNode === OFF_MAP) return;
    this.latestSeconds = Math.max(this.latestSeconds, requestedAt.getTime() / 1000);
    const atSeconds = this.latestSeconds * this.settings.reposition.timeScale;
    this.anticipation?.observe({ atSeconds, pickupNode });
  }
}
