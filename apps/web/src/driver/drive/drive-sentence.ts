import { formatMoney } from '../../format/money.js';
import type { StreamStatus } from '../../stream/stream-health.js';
import type { DriverEnding } from '#client';
import type { Trip } from '#contracts';
import type { Intl } from '../../language/intl.js';
import { isolate } from '../../language/isolate.js';
import type { MessageId } from '../../language/message-id.js';
import type { DriveState } from './drive-state.js';
import { OFFER_ENDS } from '../offer/offer-end.js';

/** The driver's status in one sentence. While the stream is stale, the sentence says so. */
export function driveSentence(state: DriveState, status: StreamStatus, intl: Intl): string {
  if (!state.isKnown) {
    const id = status === 'stale' ? 'driver.unreachable' : 'driver.looking-up';
    return intl.formatMessage({ id });
  }
  const sentence = sentenceOf(state, intl);
  const mayHaveChanged = status === 'stale' || status === 'closed';
  return mayHaveChanged ? intl.formatMessage({ id: 'driver.heard' }, { sentence }) : sentence;
}

function sentenceOf({ availability, offer, trip, toRate }: DriveState, intl: Intl): string {
  if (offer) return intl.formatMessage({ id: 'driver.for-you' });
  if (trip) return about(trip, TRIP_SENTENCES[trip.status] ?? 'driver.over', intl);
  if (toRate) {
    return intl.formatMessage({ id: 'driver.completed' }, { fare: formatMoney(toRate.fare, intl) });
  }
  const id = availability === 'online' ? 'driver.waiting' : 'driver.offline';
  return intl.formatMessage({ id });
}

/** A trip in any other status is over for its driver. */
const TRIP_SENTENCES: Partial<Record<Trip['status'], MessageId>> = {
  driver_assigned: 'driver.pick-up',
  driver_arrived: 'driver.ask-pin',
  in_progress: 'driver.drive',
};

const about = ({ rider }: Trip, id: MessageId, intl: Intl): string =>
  intl.formatMessage({ id }, { name: isolate(rider.name) });

/** What has just ended, and why. */
export function endingSentence(ending: DriverEnding, intl: Intl): string {
  if (ending.about === 'offer') return intl.formatMessage({ id: OFFER_ENDS[ending.end] });
  const { trip } = ending;
  if (!trip) return intl.formatMessage({ id: 'driver.ended-away' });
  if (trip.status === 'matching') return intl.formatMessage({ id: 'driver.went-back' });
  const sentence = about(trip, cancelledMessage(trip), intl);
  const fee = trip.cancellation?.fee;
  if (!fee || fee.amount <= 0) return sentence;
  const price = intl.formatMessage({ id: 'driver.rider-pays' }, { fee: formatMoney(fee, intl) });
  return `${sentence} ${price}`;
}

function cancelledMessage({ cancellation }: Trip): MessageId {
  switch (cancellation?.by) {
    case 'rider':
      return 'driver.cancelled-by-rider';
    case 'no_show':
      return 'driver.no-show';
    case 'driver':
      return 'driver.cancelled-by-you';
    case 'ops':
      return 'driver.cancelled-by-support';
    case 'rider_gone':
    case 'system':
    case undefined:
      return 'driver.cancelled';
  }
}
