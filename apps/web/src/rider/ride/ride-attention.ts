import type { Trip } from '#contracts';
import type { Intl } from '../../language/intl.js';
import { ARRIVAL_CHIME } from '../../notify/chime.js';
import type { Attention } from '../../notify/attention.js';

/** Twice short and once long: it differs from the vibration of a message. */
const VIBRATION = [200, 100, 200, 100, 400];

/** The news of a ride for which a rider looks up from another tab or another app. */
export function rideAttention(trip: Trip | null, intl: Intl): Attention | undefined {
  if (!trip) return undefined;
  const signal = { vibration: VIBRATION, chime: ARRIVAL_CHIME };
  const name = trip.driver?.name ?? intl.formatMessage({ id: 'rider.your-driver' });
  const key = `${trip.id} ${trip.status} ${trip.driver?.id ?? ''}`;
  if (trip.status === 'driver_arrived') {
    return {
      ...signal,
      key,
      title: intl.formatMessage({ id: 'rider.is-here' }, { name }),
      body: carSentence(trip, intl),
    };
  }
  if (trip.status === 'no_drivers_available') {
    return { ...signal, key, title: intl.formatMessage({ id: 'rider.no-driver' }) };
  }
  if (trip.status === 'cancelled' && trip.cancellation?.by !== 'rider') {
    return { ...signal, key, title: intl.formatMessage({ id: 'rider.was-cancelled' }) };
  }
  return undefined;
}

const carSentence = ({ driver }: Trip, intl: Intl): string =>
  driver?.vehicle
    ? intl.formatMessage({ id: 'rider.look-for' }, { ...driver.vehicle })
    : intl.formatMessage({ id: 'rider.car-at-pickup' });
