import type { AnyCloudEvent } from '#contracts';
import { formatMoney } from '../format/money.js';
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

function tripSentence(type: AnyCloudEvent['type'], rider: string): string | undefined {
  switch (type) {
    case 'trip.driver_assigned':
      return `The ride with ${rider} is yours.`;
    case 'trip.driver_arrived':
      return `You arrived at ${rider}’s pickup.`;
    case 'trip.started':
      return `The ride with ${rider} started.`;
    case 'trip.completed':
      return `The ride with ${rider} was completed.`;
    case 'trip.redispatching':
      return `The ride with ${rider} went to another driver.`;
    case 'trip.cancelled':
      return `The ride with ${rider} was cancelled.`;
    default:
      return undefined;
  }
}
