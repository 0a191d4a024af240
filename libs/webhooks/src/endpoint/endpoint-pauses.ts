import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { WEBHOOK_PAUSED, type WebhookPaused, type WebhookPauseReason } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { Outbox, type AnyNewEvent } from '#outbox';
import { Metrics } from '#platform';
import type { Lease } from '../delivery/leased-endpoint.js';

const PAUSE = `
  UPDATE webhook_endpoint SET state = 'paused', pause_reason = $2, paused_at = clock_timestamp()
  WHERE id = $1 AND state = 'active' AND ($3::bigint IS NULL OR (fence = $3 AND generation = $4))
  RETURNING description`;

const MARK_HISTORY_LOST = `
  WITH marked AS (
    UPDATE webhook_endpoint SET history_lost_at = clock_timestamp() WHERE id = $1 RETURNING id)
  INSERT INTO webhook_attempt (endpoint_id, id, attempt, outcome, error, duration_ms, at)
  SELECT id, $2, 0, 'history_lost', $3, 0, clock_timestamp() FROM marked`;

/** Why an endpoint may have missed events. */
export type HistoryLoss = 'history_trimmed' | 'history_restored';

/** Pauses endpoints, and notes in their logs what they can't get any more. */
@Injectable()
export class EndpointPauses {
  private readonly logger = new Logger('Webhooks');

  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Pauses an active endpoint. What is in its window stays, and so does its position.
   *
   * @param lease without it, the endpoint is paused also while another process delivers
   */
  async pause(endpointId: string, reason: WebhookPauseReason, lease?: Lease): Promise<void> {
    await this.transactions.run((tx) => this.pauseIn(tx, { endpointId, reason, lease }));
  }

  /** As `pause`, in the transaction of a caller. @returns whether the endpoint was active */
  async pauseIn(
    tx: Transaction,
    {
      endpointId,
      reason,
      lease,
    }: { endpointId: string; reason: WebhookPauseReason; lease?: Lease },
  ): Promise<boolean> {
    const values = [endpointId, reason, lease?.fence ?? null, lease?.generation ?? null];
    const [paused] = await tx.query<{ description: string }>(PAUSE, values);
    if (!paused) return false;
    const event = toPausedEvent({ endpointId, reason, description: paused.description });
    this.outbox.append(tx, [event], await tx.now());
    tx.afterCommit(() => {
      this.metrics.webhookPauses.inc({ reason });
      this.logger.warn(`Webhook endpoint ${endpointId} is paused: ${reason}`);
    });
    return true;
  }

  /** Reports to operators that the endpoint has not got every event, and that the rest follows. */
  async markHistoryLost(endpointId: string): Promise<void> {
    await this.transactions.run((tx) => this.markHistoryLostIn(tx, endpointId, 'history_trimmed'));
  }

  /** As `markHistoryLost`, in the transaction of a caller. */
  async markHistoryLostIn(tx: Transaction, endpointId: string, why: HistoryLoss): Promise<void> {
    await tx.query(MARK_HISTORY_LOST, [endpointId, uuidv7(), why]);
    tx.afterCommit(() => {
      this.logger.warn(`Webhook endpoint ${endpointId} may have missed events: ${why}`);
    });
  }
}

/** No stream carries it, so its type is none of the wire's; endpoints of operators get it. */
function toPausedEvent(data: WebhookPaused): AnyNewEvent {
  const event = {
    type: WEBHOOK_PAUSED,
    subject: `webhook/${data.endpointId}`,
    data,
    streams: [],
  };
  return event as unknown as AnyNewEvent;
}
