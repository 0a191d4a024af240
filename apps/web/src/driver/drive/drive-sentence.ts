import { formatMoney } from '../../format/money.js';
import type { StreamStatus } from '../../stream/stream-health.js';
import type { DriverEnding } from '#client';
import type { Trip } from '#contracts';
import type { DriveState } from './drive-state.js';
import { offerEndSentence } from '../offer/offer-end.js';

/** The driver's status in one sentence. While the stream is stale, the sentence says so. */
export function driveSentence(state: DriveState, status: StreamStatus): string {
  if (!state.isKnown) {
    return status === 'stale' ? 'We can’t reach the server yet.' : 'Looking up your duty.';
  }
  const sentence = sentenceOf(state);
  const mayHaveChanged = status === 'stale' || status === 'closed';
  return mayHaveChanged ? `When we last heard: ${lowerFirst(sentence)}` : sentence;
}

function sentenceOf({ availability, offer, trip, toRate }: DriveState): string {
  if (offer) return 'A ride for you.';
  if (trip) return tripSentence(trip);
  if (toRate) return `Ride completed. It came to ${formatMoney(toRate.fare)}.`;
  return availability === 'online' ? 'Waiting for a ride.' : 'You are offline.';
}

function tripSentence({ status, rider }: Trip): string {
  switch (status) {
    case 'driver_assigned':
      return `Pick up ${rider.name}.`;
    case 'driver_arrived':
      return `Ask ${rider.name} for the PIN.`;
    case 'in_progress':
      return `Drive ${rider.name} to the drop-off.`;
    case 'matching':
    case 'completed':
    case 'cancelled':
    case 'no_drivers_available':
      return 'The ride is over.';
  }
}

/** What has just ended, and why. */
export function endingSentence(ending: DriverEnding): string {
  if (ending.about === 'offer') return offerEndSentence(ending.end);
  const { trip } = ending;
  if (!trip) return 'Your ride ended while there was no connection.';
  if (trip.status === 'matching') return 'The ride went back. Another driver takes it.';
  const fee = trip.cancellation?.fee;
  const price = fee && fee.amount > 0 ? ` The rider pays ${formatMoney(fee)}.` : '';
  return `${cancelledSentence(trip)}${price}`;
}

function cancelledSentence({ cancellation, rider }: Trip): string {
  switch (cancellation?.by) {
    case 'rider':
      return `${rider.name} cancelled the ride.`;
    case 'no_show':
      return `${rider.name} didn’t come. The ride is over.`;
    case 'driver':
      return 'You cancelled the ride.';
    case 'ops':
      return 'Our support ended the ride.';
    case 'system':
    case undefined:
      return 'The ride was cancelled.';
  }
}

/** Makes the first letter small. None of the sentences above begins with a name. */
const lowerFirst = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1);
