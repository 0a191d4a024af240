import { offerEndOf } from '#client';
import type { AnyCloudEvent, EventType } from '#contracts';
import { formatMoney } from '../../format/money.js';
import type { Intl } from '../../language/intl.js';
import { isolate } from '../../language/isolate.js';
import type { MessageId } from '../../language/message-id.js';
import { OFFER_ENDS } from '../offer/offer-end.js';

/** An event that was replayed on resume: it had happened while this page had no connection. */
export interface MissedEvent {
  cursor: string;
  event: AnyCloudEvent;
}

/** The message about an event; undefined for an event that does not matter to the driver. */
export function missedEventMessage(event: AnyCloudEvent): MessageId | undefined {
  const known = MESSAGES[event.type];
  if (known) return known;
  const end = offerEndOf(event);
  return end && OFFER_ENDS[end];
}

/** One event as a line of the list; undefined for an event that does not matter to the driver. */
export function missedEventSentence(event: AnyCloudEvent, intl: Intl): string | undefined {
  const id = missedEventMessage(event);
  return id && intl.formatMessage({ id }, valuesOf(event, intl));
}

function valuesOf({ data }: AnyCloudEvent, intl: Intl): Record<string, string> {
  if ('offer' in data) {
    const { fare, rider } = data.offer;
    return { fare: formatMoney(fare, intl), name: isolate(rider.name) };
  }
  if ('tip' in data) return { tip: formatMoney(data.tip, intl) };
  return 'trip' in data ? { name: isolate(data.trip.rider.name) } : {};
}

const MESSAGES: Partial<Record<EventType, MessageId>> = {
  'driver.online': 'driver.missed-online',
  'driver.offline': 'driver.missed-offline',
  'offer.created': 'driver.missed-offer',
  'offer.accepted': 'driver.missed-accepted',
  'trip.driver_assigned': 'driver.missed-assigned',
  'trip.driver_arrived': 'driver.missed-arrived',
  'trip.started': 'driver.missed-started',
  'trip.completed': 'driver.missed-completed',
  'trip.driver_silent': 'driver.missed-silent',
  'trip.driver_back': 'driver.missed-back',
  'trip.redispatching': 'driver.missed-redispatched',
  'trip.cancelled': 'driver.missed-cancelled',
  'trip.tipped': 'driver.missed-tipped',
};
