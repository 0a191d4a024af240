import { Injectable } from '@nestjs/common';
import type { WebhookStart } from '#contracts';
import { CommitPosition, CommittedHistory, Epoch, type StoredPosition } from '#outbox';
import { DomainError } from '#platform';
import type { EndpointStart } from './endpoint.repository.js';
import { parseWebhookCursor } from './webhook-cursor.js';

const DAY_MS = 86_400_000;

/** Finds the position in the history at which an operator wants an endpoint to begin. */
@Injectable()
export class HistoryStart {
  constructor(
    private readonly history: CommittedHistory,
    private readonly epoch: Epoch,
  ) {}

  /**
   * @param start left out: after every event that has committed
   * @throws DomainError VALIDATION_FAILED when the history has no such place
   */
  async find(start: WebhookStart | undefined): Promise<EndpointStart> {
    if (!start) return { ...(await this.history.findCurrent()), since: null, at: null };
    if ('time' in start) {
      const since = new Date(start.time);
      return { ...(await this.history.findTime(since)), since, at: since };
    }
    if ('eventId' in start) {
      const found = await this.history.findEvent(start.eventId);
      if (!found) throw noSuchStart('eventId', 'is not in the history');
      return { ...found, since: null, at: null };
    }
    const found = await this.findCursor(start.cursor);
    if (!found) throw noSuchStart('cursor', 'is not a cursor of this history');
    return { ...found, since: null, at: endOf(found.fromDay) };
  }

  /** A position past the present would leave events out until it is reached. */
  private async findCursor(cursor: string): Promise<StoredPosition | null> {
    const found = parseWebhookCursor(cursor, await this.epoch.getCurrent());
    const current = await this.history.findCurrent();
    const [end, present] = [found, current].map((stored) =>
      stored ? CommitPosition.parse(stored.position) : null,
    );
    return end && present && end.upTo <= present.upTo ? found : null;
  }
}

/** The position is that of the day after `fromDay`, or of a later one. */
function endOf(fromDay: string): Date {
  return new Date(Math.min(Date.now(), Date.parse(fromDay) + 2 * DAY_MS));
}

const noSuchStart = (field: string, message: string): DomainError =>
  new DomainError('VALIDATION_FAILED', 'The history has no such place.', {
    errors: [{ field, message }],
  });
