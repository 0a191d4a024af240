import type { PastEvent } from '#client';
import { LOST_DRIVER_REASON, type Money, type Trip } from '#contracts';
import { formatMoney } from '../../format/money.js';
import { formatWait } from '../../format/time.js';
import { isolate } from '../../language/isolate.js';
import type { Intl } from '../../language/intl.js';
import type { MessageId } from '../../language/message-id.js';

/** One entry of a ride's timeline. */
export interface TimelineEntry {
  id: string;
  /** ISO 8601. */
  at: string;
  sentence: string;
}

/** The used members of an event's data. A newer server may have further ones. */
interface EventData {
  trip?: Trip;
  by?: string;
  operator?: { name: string };
  tip?: Money;
  reason?: string;
}

/** The sentence for each type of event; other types are for programs and leave no entry. */
const SENTENCES: Record<string, MessageId> = {
  'trip.requested': 'rider.event-requested',
  'trip.driver_assigned': 'rider.event-assigned',
  'trip.driver_silent': 'rider.event-silent',
  'trip.driver_back': 'rider.event-back',
  'trip.redispatching': 'rider.event-redispatching',
  'trip.driver_arrived': 'rider.event-arrived',
  'trip.started': 'rider.event-started',
  'trip.completed': 'rider.event-completed',
  'trip.no_drivers_available': 'rider.event-no-driver',
  'trip.tipped': 'rider.event-tipped',
};

const CANCELLED: Record<string, MessageId> = {
  rider: 'rider.event-cancelled-rider',
  driver: 'rider.event-cancelled-driver',
  no_show: 'rider.event-cancelled-no-show',
  ops: 'rider.event-cancelled-ops',
  rider_gone: 'rider.event-cancelled-rider-gone',
};

/**
 * The history of a ride in sentences, oldest first, with who did what. An event about a driver names
 * the driver of that moment, who may have given the ride back later.
 */
export function timelineOf(events: readonly PastEvent[], intl: Intl): TimelineEntry[] {
  let driver: string | undefined;
  return events.flatMap(({ id, event, data }) => {
    const { trip, by, tip, reason } = data.data as EventData;
    driver = trip?.driver?.name ?? driver;
    const message = messageOf(event, { by, reason });
    if (message === undefined) return [];
    const name = driver ? isolate(driver) : intl.formatMessage({ id: 'rider.your-driver' });
    const values = { name, tip: tip ? formatMoney(tip, intl) : '', ...figures(trip, intl) };
    return [{ id, at: data.time, sentence: intl.formatMessage({ id: message }, values) }];
  });
}

function messageOf(event: string, { by, reason }: EventData): MessageId | undefined {
  if (event === 'trip.cancelled') return cancelled(by);
  const isLost = event === 'trip.redispatching' && reason === LOST_DRIVER_REASON;
  return isLost ? 'rider.event-driver-lost' : SENTENCES[event];
}

const cancelled = (by: string | undefined): MessageId =>
  CANCELLED[by ?? ''] ?? 'rider.event-cancelled';

const figures = (trip: Trip | undefined, intl: Intl) => ({
  fare: trip ? formatMoney(trip.fare, intl) : '',
  wait: trip?.pickupEtaSeconds ? formatWait(trip.pickupEtaSeconds, intl) : '',
});
