import type { AnyCloudEvent, EventType } from '#contracts';
import { formatMoney } from '../../format/money.js';
import { offerEndOf, offerEndSentence } from './offer-end.js';

/** One event as a line of what was missed; undefined for one of which nobody needs to know. */
export function missedSentence(event: AnyCloudEvent): string | undefined {
  const { type, data } = event;
  if ('offer' in data)
    return `An offer came: ${formatMoney(data.offer.fare)}, ${data.offer.rider.name}.`;
  if ('trip' in data) return tripSentence(type, data.trip.rider.name);
  if (type === 'driver.online') return 'You went online.';
  if (type === 'driver.offline') return 'You went offline.';
  if (type === 'offer.accepted') return 'You accepted the offer.';
  const end = offerEndOf(event);
  return end && offerEndSentence(end);
}

/** What became of a ride, after the rider's name; no other event comes to a driver. */
const TRIP_NEWS: Partial<Record<EventType, string>> = {
  'trip.driver_assigned': 'is yours',
  'trip.driver_arrived': 'has a car at the pickup',
  'trip.started': 'started',
  'trip.completed': 'was completed',
  'trip.redispatching': 'went to another driver',
  'trip.cancelled': 'was cancelled',
};

function tripSentence(type: EventType, rider: string): string | undefined {
  const news = TRIP_NEWS[type];
  return news && `The ride with ${rider} ${news}.`;
}
