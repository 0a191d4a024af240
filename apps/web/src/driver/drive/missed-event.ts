import { offerEndOf } from '#client';
import type { AnyCloudEvent, EventType } from '#contracts';
import { formatMoney } from '../../format/money.js';
import { offerEndSentence } from '../offer/offer-end.js';

/** An event that was replayed on resume: it had happened while this page had no connection. */
export interface MissedEvent {
  cursor: string;
  /** ISO 8601, by the server's clock. */
  time: string;
  sentence: string;
}

/** One event as a line of the list; undefined for an event that does not matter to the driver. */
export function missedEventSentence(event: AnyCloudEvent): string | undefined {
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

/** Completes the sentence "The ride with Ada …" for each trip event of a driver's stream. */
const TRIP_OUTCOMES: Partial<Record<EventType, string>> = {
  'trip.driver_assigned': 'is yours',
  'trip.driver_arrived': 'has a car at the pickup',
  'trip.started': 'started',
  'trip.completed': 'was completed',
  'trip.driver_silent': 'was shown without contact to you',
  'trip.driver_back': 'was in contact with you again',
  'trip.redispatching': 'went to another driver',
  'trip.cancelled': 'was cancelled',
};

function tripSentence(type: EventType, rider: string): string | undefined {
  const outcome = TRIP_OUTCOMES[type];
  return outcome && `The ride with ${rider} ${outcome}.`;
}
