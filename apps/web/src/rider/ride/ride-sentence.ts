import { formatMoney } from '../../format/money.js';
import { formatWait } from '../../format/time.js';
import type { StreamHealth } from '../../stream/stream-health.js';
import type { RiderState } from '#client';
import type { Trip } from '#contracts';

/**
 * The status of the ride in one sentence. While the stream is stale, the sentence says so, because
 * the ride may have moved on.
 */
export function rideSentence(state: RiderState, { status }: Pick<StreamHealth, 'status'>): string {
  const { trip, isKnown } = state;
  if (!trip) {
    if (isKnown) return 'Where to?';
    return status === 'stale' ? 'We can’t reach the server yet.' : 'Looking up your ride.';
  }
  const sentence = sentenceOf(trip, state);
  const mayHaveChanged = status === 'stale' || status === 'closed';
  return mayHaveChanged && !trip.endedAt
    ? `When we last heard: ${lowerFirst(sentence, trip)}`
    : sentence;
}

function sentenceOf(trip: Trip, { driverLocation, isRedispatched }: RiderState): string {
  const driver = nameOf(trip);
  if (trip.driverSilentSince) return silentSentence(trip);
  switch (trip.status) {
    case 'matching':
      return isRedispatched
        ? 'Your driver had to give up the ride. Looking for another one.'
        : 'Looking for a driver near you.';
    case 'driver_assigned':
      return `${driver} is on the way to you${within(driverLocation?.etaSeconds)}.`;
    case 'driver_arrived':
      return `${driver} is here. Say your PIN to start.`;
    case 'in_progress':
      return `You are on the way to your drop-off${within(driverLocation?.etaSeconds)}.`;
    case 'completed':
      return `You have arrived. The ride came to ${formatMoney(trip.fare)}.`;
    case 'cancelled':
      return cancelledSentence(trip);
    case 'no_drivers_available':
      return 'No driver was free. You pay nothing.';
  }
}

/** The ride has a driver whose phone sends no sign of life. */
const silentSentence = (trip: Trip): string =>
  trip.status === 'in_progress'
    ? `We have lost contact with ${nameOf(trip)}’s phone. Our support can end the ride.`
    : `We can’t reach ${nameOf(trip)} at the moment. If that lasts, we look for another driver.`;

const nameOf = ({ driver }: Trip): string => driver?.name ?? 'Your driver';

const within = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined) return '';
  return seconds < 60 ? ', less than a minute away' : `, about ${formatWait(seconds)} away`;
};

function cancelledSentence(trip: Trip): string {
  const fee = trip.cancellation?.fee;
  const price = fee && fee.amount > 0 ? `The fee is ${formatMoney(fee)}.` : 'You pay nothing.';
  switch (trip.cancellation?.by) {
    case 'rider':
      return `You cancelled this ride. ${price}`;
    case 'driver':
      return `${nameOf(trip)} cancelled this ride. ${price}`;
    case 'no_show':
      return `${nameOf(trip)} waited for you and left. ${price}`;
    case 'ops':
      return `Our support ended this ride. ${price}`;
    case 'system':
    case undefined:
      return `This ride was cancelled. ${price}`;
  }
}

/** Makes the first letter small, unless the sentence begins with a name. */
function lowerFirst(sentence: string, trip: Trip): string {
  if (trip.driver && sentence.startsWith(trip.driver.name)) return sentence;
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
