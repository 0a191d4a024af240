import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#database';
import { Settings } from '#platform';
import { SecretSeal } from './secret-seal.js';

const KEY_BYTES = 32;

/** Only the first process creates the key. */
const CREATE_KEY = `INSERT INTO webhook_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`;
const READ_KEY = 'SELECT secret FROM webhook_key WHERE id = 1';

/**
 * Provides the seal of the secrets. The keys are those of `WEBHOOK_SECRET_KEYS`, and behind them the
 * one in the database, with which secrets are sealed where the setting is empty.
 */
@Injectable()
export class SecretVault {
  private seal: Promise<SecretSeal> | undefined;

  constructor(
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {}

  /** @throws DomainError DATABASE_UNAVAILABLE */
  getSeal(): Promise<SecretSeal> {
    this.seal ??= this.createSeal().catch((error: unknown) => {
      this.seal = undefined;
      throw error;
    });
    return this.seal;
  }

  private async createSeal(): Promise<SecretSeal> {
    await this.transactions.query(CREATE_KEY, [randomBytes(KEY_BYTES).toString('base64')]);
    const rows = await this.transactions.query<{ secret: string }>(READ_KEY);
    return new SecretSeal([
      ...this.settings.webhooks.secretKeys,
      ...rows.map(({ secret }) => secret),
    ]);
  }
}
