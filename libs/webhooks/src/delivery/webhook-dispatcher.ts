import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from 'rxjs';
import { OnCommittedEvent } from '#outbox';
import { WakeUp } from '#platform';
import { WebhookClient } from '../request/webhook-client.js';
import { HistoryIntake } from './history-intake.js';
import { LeaseStore } from './lease-store.js';
import { ResultStore } from './result-store.js';
import { WebhookSignal } from './webhook-signal.js';
import { WorkerRegistry } from './worker-registry.js';

/** Milliseconds between two looks at the leases, which is a fifth of their time. */
const LEASE_INTERVAL_MS = 2_000;
/** Milliseconds. A lost wake-up delays an event by this much at most. */
const POLL_INTERVAL_MS = 1_000;
/** Milliseconds between two reads: one read serves all commits of this time. */
const READ_INTERVAL_MS = 10;
/** Milliseconds between two trims of the logs. */
const TRIM_INTERVAL_MS = 10_000;
/** Milliseconds that deliveries may take when the server stops; then they are cut off. */
const STOP_MS = 3_000;

/**
 * Delivers the events of the history to the endpoints that this process has leased. Three loops run
 * beside each other: one renews the leases, one reads the history, one trims the logs. A failure of
 * the database only delays them.
 */
@Injectable()
export class WebhookDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly leaseWakeUp = new WakeUp();
  private readonly readWakeUp = new WakeUp();
  private readonly trimWakeUp = new WakeUp();
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private subscription?: Subscription;

  constructor(
    private readonly registry: WorkerRegistry,
    private readonly intake: HistoryIntake,
    private readonly leases: LeaseStore,
    private readonly results: ResultStore,
    private readonly client: WebhookClient,
    private readonly signal: WebhookSignal,
  ) {}

  onApplicationBootstrap(): void {
    const onChange = () => {
      this.leaseWakeUp.raise();
    };
    this.registry.connect({ onProgress: () => this.onProgress(), onChange });
    this.subscription = this.signal.changes$.subscribe(onChange);
    this.running = Promise.all([
      this.repeat(this.leaseWakeUp, LEASE_INTERVAL_MS, () => this.refresh()),
      this.repeat(this.readWakeUp, POLL_INTERVAL_MS, () => this.read()),
      this.repeat(this.trimWakeUp, TRIM_INTERVAL_MS, () => this.trim()),
    ]);
  }

  /** Deliveries under way are finished, or cut off; then another process takes over at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.subscription?.unsubscribe();
    for (const wakeUp of [this.leaseWakeUp, this.readWakeUp, this.trimWakeUp]) wakeUp.raise();
    const cutOff = setTimeout(() => this.client.abort(), STOP_MS);
    await this.running;
    await this.registry.stop();
    clearTimeout(cutOff);
    await this.leases.release().catch(() => undefined);
  }

  /** An event only wakes the reader, which finds it in the history. */
  @OnCommittedEvent()
  onEvent(): void {
    if (this.registry.list().length > 0) this.readWakeUp.raise();
  }

  private onProgress(): void {
    if (this.registry.list().some(({ hasHistory }) => hasHistory)) this.readWakeUp.raise();
  }

  private async refresh(): Promise<void> {
    await this.registry.refresh();
    // A worker that was just made has not read the history yet.
    this.readWakeUp.raise();
  }

  private async read(): Promise<void> {
    let hasMore = await this.intake.takeOnce();
    while (hasMore && !this.stopping.signal.aborted) hasMore = await this.intake.takeOnce();
    await delay(READ_INTERVAL_MS);
  }

  private async trim(): Promise<void> {
    for (const worker of this.registry.list()) {
      if (worker.takeLogged() > 0) await this.results.trimLog(worker.endpoint.id);
    }
  }

  private async repeat(wakeUp: WakeUp, ms: number, work: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await work();
      } catch (error) {
        this.logger.warn('The database is away, deliveries wait', error);
      }
      await wakeUp.sleep(ms);
    }
  }
}
