import { Injectable } from '@nestjs/common';
import type { StoredPosition } from '#outbox';
import { Transactions } from '#database';
import type { Lease, QueuedDelivery } from './leased-endpoint.js';

/**
 * The endpoint moves on and its events are in the window, or neither. An endpoint whose subscription
 * has changed stays where it is, because the events were chosen by the one before. So does one whose
 * window has got other events since: a former worker of the same lease took them. The endpoints are
 * locked in the order in which the results of deliveries lock them, so neither statement deadlocks.
 */
const TAKE = {
  name: 'webhook-take',
  text: `
  WITH locked AS MATERIALIZED (
    SELECT id FROM webhook_endpoint WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
  ), moved AS (
    UPDATE webhook_endpoint e SET position = $6, from_day = $7::date, position_at = $8,
      next_number = e.next_number + u.count
    FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::text[], $16::bigint[])
      u(id, fence, generation, count, events, next_number)
    JOIN locked USING (id)
    WHERE e.id = u.id AND e.fence = u.fence AND e.generation = u.generation
      AND array_to_string(e.events, ',') = u.events AND e.next_number = u.next_number
    RETURNING e.id, e.next_number - u.count AS first
  ), taken AS (
    INSERT INTO webhook_delivery (endpoint_id, number, event_id, day, type, subject, event_at)
    SELECT m.id, m.first + r.place, r.event_id, r.day, r.type, r.subject, r.event_at
    FROM unnest($9::uuid[], $10::int[], $11::uuid[], $12::date[], $13::text[], $14::text[],
      $15::timestamptz[]) r(endpoint_id, place, event_id, day, type, subject, event_at)
    JOIN moved m ON m.id = r.endpoint_id
  )
  SELECT id, first::float8 AS first FROM moved`,
};

/** Events that an endpoint takes. */
export interface Intake {
  lease: Lease;
  /** The number that the next event of the window gets. */
  nextNumber: string;
  /** The subscription by which the events were chosen. */
  subscribed: readonly string[];
  /** In commit order. */
  events: Omit<QueuedDelivery, 'number' | 'tries'>[];
}

/** The windows of endpoints: the events that were taken from the history and not delivered yet. */
@Injectable()
export class WindowStore {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Moves endpoints to a position and puts the events before it into their windows.
   *
   * @param next the new position, and the time up to which it covers every commit
   * @returns the events by endpoint, in order; an endpoint that was not moved is left out, because
   *   its lease was lost or it has changed
   */
  async take(
    intakes: readonly Intake[],
    next: StoredPosition & { at: Date },
  ): Promise<Map<string, QueuedDelivery[]>> {
    const rows = intakes.flatMap(({ lease, events }) =>
      events.map((event, place) => ({ endpointId: lease.id, place, ...event })),
    );
    const moved = await this.transactions.query<{ id: string; first: number }>(TAKE, [
      intakes.map(({ lease }) => lease.id),
      intakes.map(({ lease }) => lease.fence),
      intakes.map(({ lease }) => lease.generation),
      intakes.map(({ events }) => events.length),
      intakes.map(({ subscribed }) => subscribed.join(',')),
      next.position,
      next.fromDay,
      next.at,
      rows.map(({ endpointId }) => endpointId),
      rows.map(({ place }) => place),
      rows.map(({ eventId }) => eventId),
      rows.map(({ day }) => day),
      rows.map(({ type }) => type),
      rows.map(({ subject }) => subject),
      rows.map(({ eventAt }) => eventAt),
      intakes.map(({ nextNumber }) => nextNumber),
    ]);
    const events = new Map(intakes.map((intake) => [intake.lease.id, intake.events]));
    return new Map(moved.map(({ id, first }) => [id, numberEvents(events.get(id) ?? [], first)]));
  }
}

const numberEvents = (events: Intake['events'], first: number): QueuedDelivery[] =>
  events.map((event, place) => ({ ...event, number: first + place, tries: 0 }));
