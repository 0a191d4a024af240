import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import type { HistoryEvent } from '#outbox';
import { EventRedaction } from '../event-redaction.js';

/**
 * Redacts events for viewers. The reduced event is made once for all viewers of a stream, from the
 * stored JSON. All viewers get the same object, so its frame is made once, too.
 */
@Injectable()
export class EventRedactor {
  private readonly reduced = new WeakMap<HistoryEvent, HistoryEvent>();

  constructor(private readonly redaction: EventRedaction) {}

  /** Returns the event itself, or its reduced form for a viewer. */
  redactFor(requester: Requester, event: HistoryEvent): HistoryEvent {
    if (requester.role !== 'viewer') return event;
    const known = this.reduced.get(event);
    if (known) return known;
    const reduced = { ...event, json: this.redaction.redactForViewers(event.json) };
    this.reduced.set(event, reduced);
    return reduced;
  }
}
