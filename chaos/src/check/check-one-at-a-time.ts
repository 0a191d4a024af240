import type { AnyCloudEvent } from '#contracts';
import type { CheckContext } from './check-context.js';

const STREAMS = `
  SELECT m.stream, json_agg(o.event ORDER BY m.seq) AS events
  FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
  WHERE m.stream LIKE 'driver/%' OR m.stream LIKE 'rider/%'
  GROUP BY m.stream`;

/**
 * A driver has one pending offer and one active trip or several shared ones, and a rider one active
 * trip, at every moment of the history. The tables show the end only, so an overlap of a second would be gone by then.
 */
export async function checkOneAtATime({ target, findings }: CheckContext): Promise<void> {
  findings.markChecked('P7');
  const rows = await target.query<{ stream: string; events: AnyCloudEvent[] }>(STREAMS);
  for (const { stream, events } of rows) {
    for (const text of findOverlaps(events)) findings.reportViolation('P7', `${stream}: ${text}`);
  }
}

function findOverlaps(events: readonly AnyCloudEvent[]): string[] {
  const found: string[] = [];
  const pending = new Set<string>();
  const active = new Set<string>();
  const shared = new Set<string>();
  const begin = (kind: string, open: Set<string>, id: string): void => {
    open.add(id);
    const areShared = [...open].every((each) => shared.has(each));
    if (open.size > 1 && !areShared) found.push(`${kind} ${[...open].join(' and ')} at once`);
  };
  for (const { type, data } of events) {
    if ('offer' in data) begin('offers', pending, data.offer.id);
    if ('offerId' in data) pending.delete(data.offerId);
    if (!('trip' in data)) continue;
    const { id, riderId } = data.trip;
    const isRiders = active.has(`rider ${riderId} ${id}`);
    if (data.trip.shared) shared.add(id);
    if (type === 'trip.requested') begin('trips', active, `rider ${riderId} ${id}`);
    else if (type === 'trip.driver_assigned' && !isRiders) begin('trips', active, id);
    else if (ENDINGS.includes(type)) active.delete(`rider ${riderId} ${id}`);
    if (ENDINGS.includes(type) || type === 'trip.redispatching') active.delete(id);
  }
  return found;
}

const ENDINGS: readonly string[] = [
  'trip.completed',
  'trip.cancelled',
  'trip.no_drivers_available',
];
