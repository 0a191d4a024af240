import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type {
  CreatedWebhookEndpoint,
  WebhookChange,
  WebhookEndpoint,
  WebhookRequest,
  WebhookSecret,
} from '#contracts';
import type { Transaction } from '#database';
import { Epoch } from '#outbox';
import { DomainError } from '#platform';
import { WebhookSignal } from '../delivery/webhook-signal.js';
import { createSecret } from '../secret/endpoint-secret.js';
import { SecretVault } from '../secret/secret-vault.js';
import { EndpointPauses } from './endpoint-pauses.js';
import { toEndpointView, type EndpointRow } from './endpoint-view.js';
import { EndpointRepository, type EndpointStart } from './endpoint.repository.js';

/** The most endpoints of a server. Each has a window in memory and connections of its own. */
const MAX_ENDPOINTS = 100;
/** Seconds in which the secret before a rotation signs too. */
const OVERLAP_SECONDS = 86_400;

/** The commands of operators about endpoints. */
@Injectable()
export class EndpointService {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly pauses: EndpointPauses,
    private readonly vault: SecretVault,
    private readonly epoch: Epoch,
    private readonly signal: WebhookSignal,
  ) {}

  async list(): Promise<WebhookEndpoint[]> {
    const epoch = await this.epoch.getCurrent();
    return (await this.endpoints.list()).map((row) => toEndpointView(row, epoch));
  }

  /** @throws DomainError NOT_FOUND */
  async get(id: string): Promise<WebhookEndpoint> {
    const row = await this.endpoints.find(id);
    if (!row) throw endpointNotFound();
    return toEndpointView(row, await this.epoch.getCurrent());
  }

  /** Reads what a command needs besides its transaction, which holds the only connection. */
  async prepare(): Promise<void> {
    await this.vault.getSeal();
    await this.epoch.getCurrent();
  }

  /** @throws DomainError WEBHOOK_LIMIT_REACHED */
  async register(
    tx: Transaction,
    { url, events, description }: WebhookRequest,
    start: EndpointStart,
  ): Promise<CreatedWebhookEndpoint> {
    if ((await this.endpoints.countExclusively(tx)) >= MAX_ENDPOINTS) throw limitReached();
    const id = uuidv7();
    const secret = createSecret();
    const sealed = (await this.vault.getSeal()).seal(secret, id);
    await this.endpoints.insert(tx, { id, url, events, description, secret: sealed, start });
    return { ...(await this.describe(tx, id)), secret };
  }

  async change(tx: Transaction, id: string, change: WebhookChange): Promise<WebhookEndpoint> {
    await this.lock(tx, id);
    await this.endpoints.change(tx, id, change);
    return this.describe(tx, id);
  }

  async pause(tx: Transaction, id: string): Promise<WebhookEndpoint> {
    await this.lock(tx, id);
    await this.pauses.pauseIn(tx, { endpointId: id, reason: 'operator' });
    return this.describe(tx, id);
  }

  /** @param current where the history ends, from which an endpoint of another database goes on */
  async resume(tx: Transaction, id: string, current: EndpointStart): Promise<WebhookEndpoint> {
    const endpoint = await this.lock(tx, id);
    if (endpoint.state === 'paused') {
      if (endpoint.isMoved) {
        await this.endpoints.seek(tx, id, current);
        await this.pauses.markHistoryLostIn(tx, id, 'history_restored');
      }
      await this.endpoints.resume(tx, id);
    }
    return this.describe(tx, id);
  }

  async replay(tx: Transaction, id: string, start: EndpointStart): Promise<WebhookEndpoint> {
    await this.lock(tx, id);
    await this.endpoints.seek(tx, id, start);
    return this.describe(tx, id);
  }

  async rotateSecret(tx: Transaction, id: string): Promise<WebhookSecret> {
    await this.lock(tx, id);
    const secret = createSecret();
    const sealed = (await this.vault.getSeal()).seal(secret, id);
    const rotation = { secret: sealed, overlapSeconds: OVERLAP_SECONDS };
    const until = await this.endpoints.rotate(tx, id, rotation);
    this.announceAfter(tx);
    return { secret, previousSecretUntil: until.toISOString() };
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await this.lock(tx, id);
    await this.endpoints.delete(tx, id);
    this.announceAfter(tx);
  }

  private async lock(tx: Transaction, id: string): Promise<EndpointRow> {
    const endpoint = await this.endpoints.lock(tx, id);
    if (!endpoint) throw endpointNotFound();
    return endpoint;
  }

  private async describe(tx: Transaction, id: string): Promise<WebhookEndpoint> {
    const row = await this.endpoints.findIn(tx, id);
    if (!row) throw endpointNotFound();
    this.announceAfter(tx);
    return toEndpointView(row, this.epoch.lastKnown ?? '');
  }

  private announceAfter(tx: Transaction): void {
    tx.afterCommit(() => {
      this.signal.announce();
    });
  }
}

export const endpointNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such webhook endpoint.');

const limitReached = (): DomainError =>
  new DomainError(
    'WEBHOOK_LIMIT_REACHED',
    `There are ${MAX_ENDPOINTS} endpoints, which is the limit. Delete one that is not needed.`,
  );
