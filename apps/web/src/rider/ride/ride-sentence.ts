import { formatMoney } from '../../format/money.js';
import { formatClock, formatWait } from '../../format/time.js';
import { isolate } from '../../language/isolate.js';
import type { Intl } from '../../language/intl.js';
import type { MessageId } from '../../language/message-id.js';
import type { StreamHealth } from '../../stream/stream-health.js';
import type { RiderState } from '#client';
import { LOST_DRIVER_REASON, type CancelledBy, type Trip } from '#contracts';

interface ShownRide {
  state: Pick<RiderState, 'trip' | 'isKnown' | 'isRedispatched' | 'redispatch'>;
  health: Pick<StreamHealth, 'status'>;
  /** The time of arrival in seconds; null when it is unknown or the car's location is old. */
  etaSeconds?: number | null;
  /** The car's location is old although the stream is live. */
  hasLostContact?: boolean;
}

/**
 * The status of the ride in one sentence. While the stream is stale, the sentence says so, because
 * the ride may have moved on.
 */
export function rideSentence(shown: ShownRide, intl: Intl): string {
  const { trip, isKnown } = shown.state;
  const { status } = shown.health;
  if (!trip) {
    if (isKnown) return intl.formatMessage({ id: 'rider.where-to' });
    const id = status === 'stale' ? 'rider.unreachable' : 'rider.looking-up';
    return intl.formatMessage({ id });
  }
  const sentence = sentenceOf(trip, { ...shown, intl });
  const mayHaveChanged = status === 'stale' || status === 'closed';
  return mayHaveChanged && !trip.endedAt
    ? intl.formatMessage({ id: 'rider.last-heard' }, { sentence })
    : sentence;
}

function sentenceOf(trip: Trip, shown: ShownRide & { intl: Intl }): string {
  const { intl, state, etaSeconds, hasLostContact } = shown;
  const name = nameOf(trip, intl);
  const isOnTheWay = trip.driver !== null && !trip.endedAt;
  if (trip.driverSilentSince && isOnTheWay) return silentSentence(trip, intl);
  if (hasLostContact && isOnTheWay) return lostContactSentence(trip, intl);
  const wait = typeof etaSeconds === 'number' ? formatWait(etaSeconds, intl) : undefined;
  switch (trip.status) {
    case 'matching':
      return matchingSentence(state, intl);
    case 'driver_assigned':
      return wait === undefined
        ? intl.formatMessage({ id: 'rider.coming' }, { name })
        : intl.formatMessage({ id: etaId('coming', etaSeconds) }, { name, wait });
    case 'driver_arrived':
      return intl.formatMessage({ id: 'rider.here' }, { name });
    case 'in_progress':
      return wait === undefined
        ? intl.formatMessage({ id: 'rider.riding' })
        : intl.formatMessage({ id: etaId('riding', etaSeconds) }, { wait });
    case 'completed':
      return intl.formatMessage({ id: 'rider.arrived' }, { fare: formatMoney(trip.fare, intl) });
    case 'cancelled':
      return cancelledSentence(trip, intl);
    case 'no_drivers_available':
      return intl.formatMessage({ id: 'rider.no-driver' });
  }
}

/** The search, and what became of the driver before, if there was one. */
function matchingSentence({ isRedispatched, redispatch }: ShownRide['state'], intl: Intl): string {
  if (!isRedispatched) return intl.formatMessage({ id: 'rider.matching' });
  const { driver, reason } = redispatch ?? {};
  if (!driver || reason !== LOST_DRIVER_REASON)
    return intl.formatMessage({ id: 'rider.matching-again' });
  return intl.formatMessage({ id: 'rider.matching-after-lost' }, { name: isolate(driver.name) });
}

/** `less than a minute` stands without the word `about`. */
const etaId = (stage: 'coming' | 'riding', seconds: number | null | undefined) =>
  (seconds ?? 0) < 60 ? (`rider.${stage}-soon` as const) : (`rider.${stage}-in` as const);

/** The ride has a driver whose phone sends no sign of life, as the server has noticed. */
function silentSentence(trip: Trip, intl: Intl): string {
  const name = nameOf(trip, intl);
  if (trip.status === 'in_progress')
    return intl.formatMessage({ id: 'rider.lost-riding' }, { name });
  if (trip.driverLostAt === null) return intl.formatMessage({ id: 'rider.silent' }, { name });
  const time = formatClock(trip.driverLostAt, intl);
  return intl.formatMessage({ id: 'rider.silent-until' }, { name, time });
}

/** The car has sent no position for some seconds, before the server calls the driver silent. */
const lostContactSentence = (trip: Trip, intl: Intl): string =>
  intl.formatMessage(
    { id: trip.status === 'in_progress' ? 'rider.lost-riding' : 'rider.lost-contact' },
    { name: nameOf(trip, intl) },
  );

const nameOf = ({ driver }: Trip, intl: Intl): string =>
  driver ? isolate(driver.name) : intl.formatMessage({ id: 'rider.your-driver' });

const CANCELLED: Record<CancelledBy, MessageId> = {
  rider: 'rider.cancelled-rider',
  driver: 'rider.cancelled-driver',
  no_show: 'rider.cancelled-no-show',
  ops: 'rider.cancelled-ops',
  rider_gone: 'rider.cancelled-rider-gone',
  system: 'rider.cancelled-system',
};

function cancelledSentence(trip: Trip, intl: Intl): string {
  const fee = trip.cancellation?.fee;
  const price =
    fee && fee.amount > 0
      ? intl.formatMessage({ id: 'rider.fee-is' }, { fee: formatMoney(fee, intl) })
      : intl.formatMessage({ id: 'rider.pay-nothing' });
  const by = trip.cancellation?.by ?? 'system';
  return intl.formatMessage({ id: CANCELLED[by] }, { name: nameOf(trip, intl), price });
}
