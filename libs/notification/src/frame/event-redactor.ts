import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import type { HistoryEvent } from '#outbox';
import { EventRedaction } from '../event-redaction.js';

/**
 * What a reader gets of an event. The reduced form is made once for all viewers of a stream,
 * from the JSON that is stored; and since they are handed the same object, its frame is
 * made once, too.
 */
@Injectable()
export class EventRedactor {
  private readonly reduced = new WeakMap<HistoryEvent, HistoryEvent>();

  constructor(private readonly forms: EventRedaction) {}

  redactFor(requester: Requester, event: HistoryEvent): HistoryEvent {
    if (requester.role !== 'viewer') return event;
    const known = this.reduced.get(event);
    if (known) return known;
    const shown = { ...event, json: this.forms.redactForViewers(event.json) };
    this.reduced.set(event, shown);
    return shown;
  }
}
