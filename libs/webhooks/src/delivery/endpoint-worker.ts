import { Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { WebhookPauseReason } from '#contracts';
import type { DeliveryResult } from '../request/delivery-result.js';
import type { DeliveryContext } from './delivery-context.js';
import { LaneQueue } from './lane-queue.js';
import type { LeasedEndpoint, QueuedDelivery } from './leased-endpoint.js';
import type { WrittenResult } from './result-store.js';
import { findWait } from './retry-schedule.js';

/** After as many failures in a row the endpoint gets one delivery at a time, until one succeeds. */
const PROBE_AFTER_FAILURES = 5;
/** Milliseconds until the next attempt when the database was away while a body was read. */
const BODY_RETRY_MS = 1_000;
/** A timer of Node is limited to 2^31 − 1 ms. */
const MAX_TIMER_MS = 2_147_483_647;

/** What a worker asks of its owner. */
export interface WorkerHost {
  /** The most deliveries at a time. */
  concurrency(): number;
  /** Called when there is room in the window. */
  onProgress(): void;
  /**
   * Called when a result was not written, because the lease or the window is another one now, or the
   * lease may have expired. The window in memory is void then, also when the same lease goes on.
   */
  onLeaseLost(worker: EndpointWorker): void;
  /** Pauses the endpoint, because of its own answers. */
  pause(worker: EndpointWorker, reason: WebhookPauseReason): void;
}

/** How long a lease lasts by the clocks of this process. */
interface LeaseEnd {
  /** Milliseconds, monotonic clock. It stands still while the machine is suspended. */
  monotonic: number;
  /** Milliseconds since 1970. It goes on then, and may be set. */
  wall: number;
}

/** Delivers the window of one endpoint, for as long as this process has the lease. */
export class EndpointWorker {
  private readonly logger = new Logger('Webhooks');
  readonly queue = new LaneQueue();
  /** Open secrets; empty if this process has no key for them. */
  secrets: readonly string[] = [];
  /** Whether the history may have more events than the window. */
  hasHistory = true;
  private inFlight = 0;
  private logged = 0;
  private failures = 0;
  /** The endpoint asked to be left alone until then; milliseconds, monotonic clock. */
  private heldUntil = -Infinity;
  private leaseEnd: LeaseEnd = { monotonic: -Infinity, wall: -Infinity };
  private timer?: NodeJS.Timeout;
  private stopped = false;
  private idle?: () => void;

  constructor(
    public endpoint: LeasedEndpoint,
    private readonly context: DeliveryContext,
    private readonly host: WorkerHost,
  ) {}

  /** Notes that the lease lasts `ms` from `since` (both clocks, as of before it was taken). */
  extendLease(since: LeaseEnd, ms: number): void {
    this.leaseEnd = { monotonic: since.monotonic + ms, wall: since.wall + ms };
  }

  /** Whether no other process can have taken over, by either clock. */
  get hasLease(): boolean {
    const { monotonic, wall } = this.leaseEnd;
    return performance.now() < monotonic && Date.now() < wall;
  }

  /** Whether another delivery may begin. */
  get isRunning(): boolean {
    return !this.stopped && this.hasLease;
  }

  /** Returns the number of lines that were added to the log since the last call. */
  takeLogged(): number {
    const { logged } = this;
    this.logged = 0;
    return logged;
  }

  /** Starts deliveries that are due, as many as may run at a time. */
  pump(): void {
    clearTimeout(this.timer);
    while (this.isRunning && this.inFlight < this.concurrency) {
      const now = performance.now();
      if (this.heldUntil > now) return this.pumpIn(this.heldUntil - now);
      const step = this.queue.next(now);
      if ('waitMs' in step) return this.pumpIn(step.waitMs);
      this.inFlight++;
      void this.deliver(step.delivery).finally(() => {
        this.inFlight--;
        if (this.stopped && this.inFlight === 0) this.idle?.();
        this.pump();
      });
    }
  }

  /** Starts no further delivery. @returns when those under way are over */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    if (this.inFlight === 0) return;
    await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private get concurrency(): number {
    return this.failures >= PROBE_AFTER_FAILURES ? 1 : this.host.concurrency();
  }

  private pumpIn(milliseconds: number): void {
    if (milliseconds === Infinity) return;
    this.timer = setTimeout(() => this.pump(), Math.min(milliseconds, MAX_TIMER_MS));
  }

  private async deliver(delivery: QueuedDelivery): Promise<void> {
    const { id, generation, fence } = this.endpoint;
    try {
      const body = await this.context.bodies.read({ id: delivery.eventId, day: delivery.day });
      if (!this.isRunning) {
        this.queue.retry(delivery, delivery.tries, performance.now());
        return;
      }
      const result = body === null ? HISTORY_LOST : await this.post(delivery, body);
      // An attempt that this process has ended itself is no failure of the endpoint.
      if (this.stopped && result.status === null && body !== null) return;
      const written = this.judge(delivery, result, body === null);
      const lease = { id, generation, fence };
      // The next event of the subject waits for this: after a crash none goes out before it again.
      const isMine = await this.context.writer.write({ ...written, lease }, () => this.hasLease);
      if (isMine) this.settle(written);
      else this.host.onLeaseLost(this);
    } catch (error) {
      this.logger.warn('A delivery could not be made, trying again', error);
      this.queue.retry(delivery, delivery.tries, performance.now() + BODY_RETRY_MS);
    }
  }

  private post(delivery: QueuedDelivery, body: string): Promise<DeliveryResult> {
    const timestamp = Math.floor(Date.now() / 1000);
    return this.context.client.post({
      url: this.endpoint.url,
      message: { id: delivery.eventId, timestamp, body },
      secrets: this.secrets,
    });
  }

  private judge(
    delivery: QueuedDelivery,
    result: DeliveryResult,
    isLost: boolean,
  ): Omit<WrittenResult, 'lease'> {
    const tries = delivery.tries + 1;
    const judged = { delivery, result, tries, waitMs: null, pause: null };
    if (isLost) return { ...judged, outcome: 'history_lost' };
    if (result.error === null) return { ...judged, outcome: 'delivered' };
    if (result.status === 410) return { ...judged, outcome: 'failed', pause: 'gone' };
    const wait = findWait(this.context.settings.webhooks.retrySeconds, tries);
    if (wait === null) return { ...judged, outcome: 'failed', pause: 'failing' };
    const waitMs = Math.max(wait, result.retryAfterMs ?? 0);
    return { ...judged, outcome: 'failed', waitMs };
  }

  /** Applies a result that was written. */
  private settle({
    delivery,
    result,
    outcome,
    tries,
    waitMs,
    pause,
  }: Omit<WrittenResult, 'lease'>) {
    this.logged++;
    this.context.metrics.webhookAttempts.inc({ outcome });
    if (outcome !== 'failed') {
      if (outcome === 'delivered') this.failures = 0;
      this.queue.complete(delivery);
      this.host.onProgress();
      return;
    }
    this.failures++;
    const now = performance.now();
    if (result.retryAfterMs !== null) this.heldUntil = now + result.retryAfterMs;
    this.queue.retry(delivery, tries, now + (waitMs ?? Infinity));
    if (pause) this.host.pause(this, pause);
  }
}

const HISTORY_LOST: DeliveryResult = {
  status: null,
  error: 'history_trimmed',
  durationMs: 0,
  retryAfterMs: null,
};
