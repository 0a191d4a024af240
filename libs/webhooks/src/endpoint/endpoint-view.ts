import type { WebhookEndpoint, WebhookPauseReason, WebhookState } from '#contracts';
import type { StoredPosition } from '#outbox';
import { formatWebhookCursor } from './webhook-cursor.js';

/** An endpoint as the table has it, with the state of its window. */
export interface EndpointRow extends StoredPosition {
  id: string;
  url: string;
  events: string[];
  description: string;
  state: WebhookState;
  pauseReason: WebhookPauseReason | null;
  pausedAt: Date | null;
  pendingEvents: number;
  oldestPendingAt: Date | null;
  historyLostAt: Date | null;
  previousSecretUntil: Date | null;
  createdAt: Date;
  /** Whether the position belongs to another database. */
  isMoved: boolean;
}

const toText = (at: Date | null): string | null => at?.toISOString() ?? null;

/** @param epoch names the history to which the cursor belongs */
export function toEndpointView(row: EndpointRow, epoch: string): WebhookEndpoint {
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    description: row.description,
    state: row.state,
    pauseReason: row.pauseReason,
    pausedAt: toText(row.pausedAt),
    cursor: formatWebhookCursor(row, epoch),
    pendingEvents: row.pendingEvents,
    oldestPendingAt: toText(row.oldestPendingAt),
    historyLostAt: toText(row.historyLostAt),
    previousSecretUntil: toText(row.previousSecretUntil),
    createdAt: row.createdAt.toISOString(),
  };
}
