import type { Trip } from '#contracts';
import { ARRIVAL_CHIME } from '../../notify/chime.js';
import type { Attention } from '../../notify/use-attention.js';

/** Twice short and once long: it differs from the vibration of a message. */
const VIBRATION = [200, 100, 200, 100, 400];

/** The news of a ride for which a rider looks up from another tab or another app. */
export function rideAttention(trip: Trip | null): Attention | undefined {
  if (!trip) return undefined;
  const signal = { vibration: VIBRATION, chime: ARRIVAL_CHIME };
  const name = trip.driver?.name ?? 'Your driver';
  const key = `${trip.id} ${trip.status} ${trip.driver?.id ?? ''}`;
  if (trip.status === 'driver_arrived') {
    return { ...signal, key, title: `${name} is here`, body: carSentence(trip) };
  }
  if (trip.status === 'no_drivers_available') {
    return { ...signal, key, title: 'No driver was free', body: 'You pay nothing. Try again.' };
  }
  if (trip.status === 'cancelled' && trip.cancellation?.by !== 'rider') {
    return { ...signal, key, title: 'Your ride was cancelled' };
  }
  return undefined;
}

const carSentence = ({ driver }: Trip): string =>
  driver?.vehicle
    ? `Look for a ${driver.vehicle.colour} ${driver.vehicle.model}, ${driver.vehicle.plate}.`
    : 'Your car is at the pickup.';
