import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CommittedHistory, type EventPlace } from '#outbox';
import { BatchLoader } from '#platform';
import { toWebhookBody } from '../event/webhook-body.js';

/** The most events that one statement reads. */
const MAX_BATCH = 200;
/** Milliseconds that a read waits for others; an event is late by this much. */
const BATCH_DELAY_MS = 2;
/** Characters of bodies that are kept for other endpoints, which get the same events. */
const MAX_KEPT_LENGTH = 8_000_000;

/** Provides the bodies of deliveries. Endpoints share them. */
@Injectable()
export class EventBodies {
  private readonly kept = new LRUCache<string, string>({
    maxSize: MAX_KEPT_LENGTH,
    sizeCalculation: (body) => body.length,
  });
  private readonly loader: BatchLoader<EventPlace, string | null>;

  constructor(history: CommittedHistory) {
    this.loader = new BatchLoader(
      (places) => history.readBodies(places),
      MAX_BATCH,
      BATCH_DELAY_MS,
    );
  }

  /**
   * @returns null if the event is not in the history any more
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async read(place: EventPlace): Promise<string | null> {
    const kept = this.kept.get(place.id);
    if (kept !== undefined) return kept;
    const json = await this.loader.load(place);
    if (json === null) return null;
    const body = toWebhookBody(json);
    this.kept.set(place.id, body);
    return body;
  }
}
