import type { TripState } from '#client';
import type { SharedTrip } from '#contracts';
import { formatWait } from '../format/time.js';
import type { StreamHealth } from '../stream/stream-health.js';

/** The state of a ride that a viewer watches by its share link. */
export type WatchedRide = TripState<SharedTrip>;

/** The status of the ride in one sentence, for a viewer who is not in the car. */
export function watchedSentence(ride: WatchedRide, health: StreamHealth): string {
  const { trip, driverLocation } = ride;
  if (!trip) {
    return health.status === 'closed'
      ? 'This link shows no ride any more.'
      : 'Looking up the ride.';
  }
  const sentence = sentenceOf(trip, driverLocation?.etaSeconds);
  return health.status === 'stale' && !trip.endedAt ? `When we last heard: ${sentence}` : sentence;
}

function sentenceOf(trip: SharedTrip, etaSeconds?: number | null): string {
  const { status, driver, driverSilentSince } = trip;
  const name = driver?.name ?? 'the driver';
  if (driverSilentSince) return `There is no contact with ${name}’s phone at the moment.`;
  const wait = typeof etaSeconds === 'number' ? `, ${formatWait(etaSeconds)} away` : '';
  switch (status) {
    case 'matching':
      return 'A driver is being looked for.';
    case 'driver_assigned':
      return `${name} is on the way to the pickup${wait}.`;
    case 'driver_arrived':
      return `${name} is at the pickup.`;
    case 'in_progress':
      return `They are on the way to the drop-off${wait}.`;
    case 'completed':
      return 'They have arrived.';
    case 'cancelled':
      return 'This ride was cancelled.';
    case 'no_drivers_available':
      return 'No driver was free.';
  }
}
