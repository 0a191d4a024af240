import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { Metrics, Settings } from '#platform';
import { until } from '#testing';
import type { EndpointPauses } from '../endpoint/endpoint-pauses.js';
import type { WebhookClient } from '../request/webhook-client.js';
import { SecretSeal } from '../secret/secret-seal.js';
import type { SecretVault } from '../secret/secret-vault.js';
import { DeliveryContext } from './delivery-context.js';
import type { EventBodies } from './event-bodies.js';
import type { LeaseStore } from './lease-store.js';
import type { QueuedDelivery } from './leased-endpoint.js';
import type { WrittenResult } from './result-store.js';
import type { ResultWriter } from './result-writer.js';
import { WorkerRegistry } from './worker-registry.js';

const ID = '0190b9c4-0000-7000-8000-000000000001';
const seal = new SecretSeal([Buffer.alloc(32).toString('base64')]);

/** A registry whose tables have one active endpoint with one event, and which refuses every POST. */
class RegistryFixture {
  /** The attempts, by their number. */
  readonly posts: number[] = [];
  tries = 0;
  state: 'active' | 'paused' = 'active';
  /** Whether the lease holds when a result is written. */
  holdsLease = true;
  /** Commits the pause; `undefined` until the registry has asked for one. */
  commitPause: (() => void) | undefined;
  private readonly metrics = new Metrics();
  readonly registry = new WorkerRegistry(
    this.createLeases(),
    this.createPauses(),
    { getSeal: () => Promise.resolve(seal) } as unknown as SecretVault,
    this.createContext(),
    this.metrics,
  );

  constructor() {
    this.registry.connect({ onProgress: () => undefined, onChange: () => void this.refresh() });
  }

  async refresh(): Promise<void> {
    await this.registry.refresh();
  }

  private createLeases(): LeaseStore {
    const endpoint = {
      id: ID,
      url: 'https://partner.example/',
      events: ['*'],
      secret: seal.seal('whsec_c2VjcmV0', ID),
      previousSecret: null,
      since: null,
      generation: 1,
      nextNumber: '2',
      fence: '1',
      mayMissHistory: false,
      position: '3:3:',
      fromDay: '2026-01-01',
    };
    const delivery: Omit<QueuedDelivery, 'tries'> = {
      number: 1,
      eventId: ID,
      day: '2026-01-01',
      type: 'trip.requested',
      subject: 'trip/1',
      eventAt: new Date(),
    };
    const leases: Partial<LeaseStore> = {
      findMoved: () => Promise.resolve([]),
      claim: () => Promise.resolve(this.state === 'active' ? [endpoint] : []),
      findMine: () => Promise.resolve(new Set()),
      readWindow: () => Promise.resolve([{ ...delivery, tries: this.tries, waitMs: 0 }]),
    };
    return leases as LeaseStore;
  }

  private createPauses(): EndpointPauses {
    const pause = () =>
      new Promise<void>((resolve) => {
        this.commitPause = () => {
          this.state = 'paused';
          resolve();
        };
      });
    return { pause } as Partial<EndpointPauses> as EndpointPauses;
  }

  private createContext(): DeliveryContext {
    const post = async () => {
      this.posts.push(this.tries + 1);
      await setImmediate();
      return { status: 500, error: 'refused', durationMs: 1, retryAfterMs: null };
    };
    const write = ({ tries }: WrittenResult) => {
      if (this.holdsLease) this.tries = tries;
      return Promise.resolve(this.holdsLease);
    };
    return new DeliveryContext(
      { post } as unknown as WebhookClient,
      { read: () => Promise.resolve('{}') } as unknown as EventBodies,
      { write } as unknown as ResultWriter,
      this.metrics,
      Settings.from({ WEBHOOK_RETRY_SECONDS: '0.001,0.001' }),
    );
  }
}

describe('WorkerRegistry', () => {
  it('makes no further attempt while a pause that follows the last attempt is not committed', async () => {
    const fixture = new RegistryFixture();
    await fixture.refresh();
    await until('the last attempt', () => fixture.posts.length >= 3);
    await until('the pause', () => fixture.commitPause !== undefined);
    for (let looks = 0; looks < 5; looks++) await fixture.refresh();
    expect(fixture.posts).toEqual([1, 2, 3]);
    fixture.commitPause?.();
    await until('the end of the worker', async () => {
      await fixture.refresh();
      return fixture.registry.list().length === 0;
    });
    expect(fixture.posts).toEqual([1, 2, 3]);
  });

  it('repeats an attempt whose result was not written, also when the same lease goes on', async () => {
    const fixture = new RegistryFixture();
    fixture.holdsLease = false;
    await fixture.refresh();
    await until('the first attempt', () => fixture.posts.length > 0);
    fixture.holdsLease = true;
    await fixture.refresh();
    await until('the last attempt', () => fixture.tries === 3);
    expect([...new Set(fixture.posts)]).toEqual([1, 2, 3]);
  });
});
