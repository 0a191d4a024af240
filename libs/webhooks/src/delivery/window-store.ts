import { Injectable } from '@nestjs/common';
import type { StoredPosition } from '#outbox';
import { Transactions } from '#database';
import type { Lease, QueuedDelivery } from './leased-endpoint.js';

/** The endpoint moves on and its events are in the window, or neither. */
const TAKE = {
  name: 'webhook-take',
  text: `
  WITH moved AS (
    UPDATE webhook_endpoint e SET position = $5, from_day = $6::date, position_at = $7,
      next_number = e.next_number + u.count
    FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[]) u(id, fence, generation, count)
    WHERE e.id = u.id AND e.fence = u.fence AND e.generation = u.generation
    RETURNING e.id, e.next_number - u.count AS first
  )
  INSERT INTO webhook_delivery (endpoint_id, number, event_id, day, type, subject, event_at)
  SELECT m.id, m.first + r.place, r.event_id, r.day, r.type, r.subject, r.event_at
  FROM unnest($8::uuid[], $9::int[], $10::uuid[], $11::date[], $12::text[], $13::text[],
    $14::timestamptz[]) r(endpoint_id, place, event_id, day, type, subject, event_at)
  JOIN moved m ON m.id = r.endpoint_id
  RETURNING endpoint_id AS "endpointId", number::float8 AS number, event_id AS "eventId"`,
};

/** Events that an endpoint takes. */
export interface Intake {
  lease: Lease;
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
   * @returns the events by endpoint, in order; an endpoint whose lease was lost has none
   */
  async take(
    intakes: readonly Intake[],
    next: StoredPosition & { at: Date },
  ): Promise<Map<string, QueuedDelivery[]>> {
    const rows = intakes.flatMap(({ lease, events }) =>
      events.map((event, place) => ({ endpointId: lease.id, place, ...event })),
    );
    const taken = await this.transactions.query<{ endpointId: string; number: number }>(TAKE, [
      intakes.map(({ lease }) => lease.id),
      intakes.map(({ lease }) => lease.fence),
      intakes.map(({ lease }) => lease.generation),
      intakes.map(({ events }) => events.length),
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
    ]);
    return numberEvents(intakes, taken);
  }
}

function numberEvents(
  intakes: readonly Intake[],
  taken: readonly { endpointId: string; number: number }[],
): Map<string, QueuedDelivery[]> {
  const first = new Map<string, number>();
  for (const { endpointId, number } of taken) {
    first.set(endpointId, Math.min(number, first.get(endpointId) ?? number));
  }
  return new Map(
    intakes.map(({ lease, events }) => {
      const begin = first.get(lease.id);
      if (begin === undefined) return [lease.id, []];
      return [
        lease.id,
        events.map((event, place) => ({ ...event, number: begin + place, tries: 0 })),
      ];
    }),
  );
}
