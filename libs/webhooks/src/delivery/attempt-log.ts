import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { WebhookAttempt, WebhookAttemptQuery, WebhookAttempts } from '#contracts';
import { Transactions } from '#database';

const LIST = `
  SELECT id, event_id AS "eventId", event_type AS "eventType", attempt, outcome, status, error,
    duration_ms AS "durationMs", at, next_attempt_at AS "nextAttemptAt"
  FROM webhook_attempt
  WHERE endpoint_id = $1 AND ($2::text IS NULL OR outcome = $2) AND ($3::uuid IS NULL OR id < $3)
  ORDER BY id DESC LIMIT $4`;

const ADD_TEST = `
  INSERT INTO webhook_attempt (endpoint_id, id, event_type, attempt, outcome, status, error,
    duration_ms, at)
  SELECT id, $2, 'webhook.test', 1, $3, $4, $5, $6, clock_timestamp()
  FROM webhook_endpoint WHERE id = $1`;

type Row = Omit<WebhookAttempt, 'at' | 'nextAttemptAt'> & { at: Date; nextAttemptAt: Date | null };

/** The delivery log, as operators read it. */
@Injectable()
export class AttemptLog {
  constructor(private readonly transactions: Transactions) {}

  /** @returns a page of the attempts, newest first */
  async list(endpointId: string, query: WebhookAttemptQuery): Promise<WebhookAttempts> {
    const { outcome = null, cursor = null, limit } = query;
    const values = [endpointId, outcome, cursor, limit + 1];
    const rows = await this.transactions.query<Row>(LIST, values);
    const attempts = rows.slice(0, limit).map((row) => ({
      ...row,
      at: row.at.toISOString(),
      nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    }));
    const nextCursor = rows.length > limit ? (attempts.at(-1)?.id ?? null) : null;
    return { attempts, nextCursor };
  }

  /** Notes a test of an endpoint. */
  async addTest(
    endpointId: string,
    {
      status,
      error,
      durationMs,
    }: { status: number | null; error: string | null; durationMs: number },
  ): Promise<void> {
    const outcome = error === null ? 'delivered' : 'failed';
    const values = [endpointId, uuidv7(), outcome, status, error, durationMs];
    await this.transactions.query(ADD_TEST, values);
  }
}
