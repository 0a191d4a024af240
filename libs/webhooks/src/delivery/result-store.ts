import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { WebhookOutcome, WebhookPauseReason } from '#contracts';
import { Transactions } from '#database';
import type { DeliveryResult } from '../request/delivery-result.js';
import type { Lease, QueuedDelivery } from './leased-endpoint.js';

/** What became of a delivery, to be written. */
export interface WrittenResult {
  lease: Lease;
  delivery: QueuedDelivery;
  result: DeliveryResult;
  outcome: WebhookOutcome;
  /** The attempts that have failed, with this one. */
  tries: number;
  /** Milliseconds until the next attempt; null if there is none, or not before a resume. */
  waitMs: number | null;
  /** Set if the endpoint is to be paused. */
  pause: WebhookPauseReason | null;
}

/**
 * Writes the results of endpoints whose lease still holds. The lock on the endpoint serialises them
 * with a replay, which empties the window.
 */
const WRITE = {
  name: 'webhook-write-results',
  text: `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::bigint[], $5::text[], $6::int[],
      $7::float8[], $8::uuid[], $9::uuid[], $10::text[], $11::int[], $12::text[], $13::int[])
      g(endpoint_id, fence, generation, number, outcome, tries, wait_ms, id, event_id, event_type,
        status, error, duration_ms)
  ), owned AS MATERIALIZED (
    SELECT id, fence, generation FROM webhook_endpoint
    WHERE id IN (SELECT endpoint_id FROM given) ORDER BY id FOR NO KEY UPDATE
  ), mine AS MATERIALIZED (
    SELECT g.*, clock_timestamp() AS at,
      clock_timestamp() + g.wait_ms * interval '1 millisecond' AS next_at
    FROM given g JOIN owned o
      ON o.id = g.endpoint_id AND o.fence = g.fence AND o.generation = g.generation
  ), done AS (
    DELETE FROM webhook_delivery d USING mine m
    WHERE m.outcome <> 'failed' AND d.endpoint_id = m.endpoint_id AND d.number = m.number
  ), waiting AS (
    UPDATE webhook_delivery d SET tries = m.tries, next_try_at = m.next_at FROM mine m
    WHERE m.outcome = 'failed' AND d.endpoint_id = m.endpoint_id AND d.number = m.number
  ), logged AS (
    INSERT INTO webhook_attempt (endpoint_id, id, event_id, event_type, attempt, outcome, status,
      error, duration_ms, at, next_attempt_at)
    SELECT endpoint_id, id, event_id, event_type, tries, outcome, status, error, duration_ms, at,
      next_at
    FROM mine
  )
  SELECT DISTINCT endpoint_id AS "endpointId" FROM mine`,
};

/** Lines of the log that are kept of each outcome of an endpoint. */
const LOG_LINES = 1_000;

const TRIM_LOG = `
  DELETE FROM webhook_attempt WHERE endpoint_id = $1 AND outcome = $2 AND id <= (
    SELECT id FROM webhook_attempt WHERE endpoint_id = $1 AND outcome = $2
    ORDER BY id DESC OFFSET ${LOG_LINES} LIMIT 1)`;

const OUTCOMES: readonly WebhookOutcome[] = ['delivered', 'failed', 'history_lost'];

/** Results of deliveries, and the log of the attempts. */
@Injectable()
export class ResultStore {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Removes what was delivered from the windows, schedules the next attempts, and writes the log.
   *
   * @returns the endpoints whose lease still holds; the results of others had no effect
   */
  async write(results: readonly WrittenResult[]): Promise<Set<string>> {
    const rows = await this.transactions.query<{ endpointId: string }>(WRITE, [
      results.map(({ lease }) => lease.id),
      results.map(({ lease }) => lease.fence),
      results.map(({ lease }) => lease.generation),
      results.map(({ delivery }) => delivery.number),
      results.map(({ outcome }) => outcome),
      results.map(({ tries }) => tries),
      results.map(({ waitMs }) => waitMs),
      results.map(() => uuidv7()),
      results.map(({ delivery }) => delivery.eventId),
      results.map(({ delivery }) => delivery.type),
      results.map(({ result }) => result.status),
      results.map(({ result }) => result.error),
      results.map(({ result }) => result.durationMs),
    ]);
    return new Set(rows.map(({ endpointId }) => endpointId));
  }

  /** Deletes the oldest lines of an endpoint's log beyond `LOG_LINES` of each outcome. */
  async trimLog(endpointId: string): Promise<void> {
    for (const outcome of OUTCOMES) {
      await this.transactions.query(TRIM_LOG, [endpointId, outcome]);
    }
  }
}
