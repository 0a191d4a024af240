import type { Position, Trip } from '#contracts';

/** Where a ride wants the car next; undefined while it waits, and without a ride. */
export function goalOf(trip: Trip | null): Position | undefined {
  if (trip?.status === 'driver_assigned') return trip.pickup;
  if (trip?.status === 'in_progress') return trip.dropoff;
  return undefined;
}
