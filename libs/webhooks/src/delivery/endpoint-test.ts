import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { WebhookTest } from '#contracts';
import { Transactions } from '#database';
import { endpointNotFound } from '../endpoint/endpoint.service.js';
import { WebhookClient } from '../request/webhook-client.js';
import { SecretVault } from '../secret/secret-vault.js';
import { AttemptLog } from './attempt-log.js';

const FIND = `
  SELECT url, secret, CASE WHEN previous_secret_until > clock_timestamp() THEN previous_secret END
    AS "previousSecret"
  FROM webhook_endpoint WHERE id = $1`;

interface Target {
  url: string;
  secret: string;
  previousSecret: string | null;
}

/** Sends a message that is no event, so that a partner can try the endpoint. */
@Injectable()
export class EndpointTest {
  constructor(
    private readonly transactions: Transactions,
    private readonly vault: SecretVault,
    private readonly client: WebhookClient,
    private readonly log: AttemptLog,
  ) {}

  /**
   * Makes one attempt, also while the endpoint is paused.
   *
   * @throws DomainError NOT_FOUND
   */
  async run(endpointId: string): Promise<WebhookTest> {
    const [target] = await this.transactions.query<Target>(FIND, [endpointId]);
    if (!target) throw endpointNotFound();
    const seal = await this.vault.getSeal();
    const secrets = [target.secret, target.previousSecret].flatMap(
      (sealed) => (sealed && seal.open(sealed, endpointId)) ?? [],
    );
    const now = new Date();
    const id = uuidv7();
    const body = { type: 'webhook.test', timestamp: now.toISOString(), data: { endpointId } };
    const message = {
      id,
      timestamp: Math.floor(now.getTime() / 1000),
      body: JSON.stringify(body),
    };
    const result = await this.client.post({ url: target.url, message, secrets });
    await this.log.addTest(endpointId, result);
    const { status, error, durationMs } = result;
    return { delivered: error === null, status, error, durationMs, webhookId: id };
  }
}
