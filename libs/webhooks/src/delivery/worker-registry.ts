import { Injectable, Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { WebhookPauseReason } from '#contracts';
import { Metrics } from '#platform';
import { EndpointPauses } from '../endpoint/endpoint-pauses.js';
import { SecretVault } from '../secret/secret-vault.js';
import { DeliveryContext } from './delivery-context.js';
import { EndpointWorker, type WorkerHost } from './endpoint-worker.js';
import { LEASE_SECONDS, LeaseStore } from './lease-store.js';
import type { LeasedEndpoint } from './leased-endpoint.js';

/** Milliseconds by which this process believes its lease to be shorter than the database does. */
const LEASE_MARGIN_MS = 2_000;
/**
 * Deliveries at a time in this process. They are divided among the endpoints, so one that is slow
 * takes no place of another.
 */
const MAX_CONCURRENT = 256;
const MAX_CONCURRENT_PER_ENDPOINT = 32;

/** The workers of the endpoints whose leases this process has. */
@Injectable()
export class WorkerRegistry {
  private readonly logger = new Logger('Webhooks');
  private readonly workers = new Map<string, EndpointWorker>();
  /** Endpoints whose former worker still has deliveries under way, or is being paused. */
  private readonly ending = new Set<string>();
  private host?: WorkerHost;
  private onChange: () => void = () => undefined;

  constructor(
    private readonly leases: LeaseStore,
    private readonly pauses: EndpointPauses,
    private readonly vault: SecretVault,
    private readonly context: DeliveryContext,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param onProgress called when a window has room
   * @param onChange called when leases should be looked at
   */
  connect({ onProgress, onChange }: { onProgress: () => void; onChange: () => void }): void {
    this.onChange = onChange;
    this.host = {
      concurrency: () => Math.min(MAX_CONCURRENT_PER_ENDPOINT, this.share),
      onProgress,
      onLeaseLost: (worker) => {
        this.drop(worker);
      },
      pause: (worker, reason) => {
        this.drop(worker, this.pause(worker, reason));
      },
    };
  }

  list(): EndpointWorker[] {
    return [...this.workers.values()];
  }

  /** Whether a worker is still that of its endpoint. */
  has(worker: EndpointWorker): boolean {
    return this.workers.get(worker.endpoint.id) === worker;
  }

  /** Renews the leases, takes those that are free, and drops the workers of others. */
  async refresh(): Promise<void> {
    for (const id of await this.leases.findMoved()) {
      await this.pauses.pause(id, 'history_restored');
    }
    const since = { monotonic: performance.now(), wall: Date.now() };
    const leased = await this.leases.claim();
    const ids = new Set(leased.map(({ id }) => id));
    const others = this.list().filter(({ endpoint }) => !ids.has(endpoint.id));
    const mine = await this.leases.findMine(others.map(({ endpoint }) => endpoint.id));
    for (const worker of others) if (!mine.has(worker.endpoint.id)) this.drop(worker);
    for (const endpoint of leased) {
      const worker = await this.adopt(endpoint);
      worker?.extendLease(since, LEASE_SECONDS * 1000 - LEASE_MARGIN_MS);
      worker?.pump();
    }
    this.report();
  }

  /** Makes another worker for an endpoint, from what the tables have. */
  replace(worker: EndpointWorker): void {
    this.drop(worker);
  }

  /** Stops all workers. @returns when no delivery is under way */
  async stop(): Promise<void> {
    await Promise.all(this.list().map((worker) => worker.stop()));
  }

  private get share(): number {
    return Math.max(1, Math.floor(MAX_CONCURRENT / Math.max(1, this.workers.size)));
  }

  /** @returns the worker of an endpoint, a new one if its lease or its window is another one */
  private async adopt(endpoint: LeasedEndpoint): Promise<EndpointWorker | undefined> {
    const { id, fence, generation } = endpoint;
    if (this.ending.has(id)) return undefined;
    const known = this.workers.get(id);
    const isSame =
      known?.endpoint.fence === fence &&
      known.endpoint.generation === generation &&
      known.endpoint.url === endpoint.url &&
      known.endpoint.events.join() === endpoint.events.join();
    if (isSame) {
      // The worker has gone on since the table was read, and only it does.
      const { position, fromDay, nextNumber } = known.endpoint;
      known.endpoint = { ...endpoint, position, fromDay, nextNumber };
      known.secrets = await this.openSecrets(endpoint);
      return known;
    }
    if (known) {
      this.drop(known);
      if (this.ending.has(id)) return undefined;
    }
    return this.create(endpoint);
  }

  private async create(endpoint: LeasedEndpoint): Promise<EndpointWorker> {
    if (!this.host) throw new Error('The registry is not connected.');
    if (endpoint.mayMissHistory) await this.pauses.markHistoryLost(endpoint.id);
    const worker = new EndpointWorker(endpoint, this.context, this.host);
    worker.secrets = await this.openSecrets(endpoint);
    const now = performance.now();
    for (const { waitMs, ...delivery } of await this.leases.readWindow(endpoint.id)) {
      worker.queue.push(delivery, now + waitMs);
    }
    this.workers.set(endpoint.id, worker);
    return worker;
  }

  private async openSecrets(endpoint: LeasedEndpoint): Promise<string[]> {
    const seal = await this.vault.getSeal();
    const sealed = [endpoint.secret, endpoint.previousSecret];
    return sealed.flatMap((text) => (text && seal.open(text, endpoint.id)) ?? []);
  }

  private async pause({ endpoint }: EndpointWorker, reason: WebhookPauseReason): Promise<void> {
    try {
      await this.pauses.pause(endpoint.id, reason, endpoint);
    } catch (error) {
      this.logger.warn('An endpoint could not be paused, its next failure pauses it', error);
    }
  }

  /**
   * Another worker follows when the deliveries of this one are over, so none overtakes another, and
   * when `change` is over: until a pause has committed, the table still has the endpoint as active.
   */
  private drop(worker: EndpointWorker, change?: Promise<void>): void {
    const { id } = worker.endpoint;
    if (!this.has(worker)) return;
    this.workers.delete(id);
    this.metrics.webhookPending.remove(id);
    this.metrics.webhookLagSeconds.remove(id);
    this.ending.add(id);
    void Promise.all([worker.stop(), change]).then(() => {
      this.ending.delete(id);
      this.onChange();
    });
  }

  private report(): void {
    this.metrics.webhookEndpoints.set(this.workers.size);
    for (const { endpoint, queue } of this.workers.values()) {
      this.metrics.webhookPending.set({ endpoint: endpoint.id }, queue.size);
      const oldest = queue.oldestAt;
      const lagMs = oldest ? Math.max(0, Date.now() - oldest.getTime()) : 0;
      this.metrics.webhookLagSeconds.set({ endpoint: endpoint.id }, lagMs / 1000);
    }
  }
}
