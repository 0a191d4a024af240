import type { CityDriver, DriverStatus } from '../city-state.js';

export const driverStatuses: readonly DriverStatus[] = [
  'on_trip',
  'offered',
  'idle',
  'silent',
  'lost',
];

/** The number of drivers in each status, including zeros. */
export function countDrivers(drivers: readonly CityDriver[]): Record<DriverStatus, number> {
  const counts = { idle: 0, offered: 0, on_trip: 0, silent: 0, lost: 0 };
  for (const { status } of drivers) counts[status] += 1;
  return counts;
}

/** The trips that have a driver on the way, each once, in the order of the frame. */
export function tripsUnderWay(
  drivers: readonly CityDriver[],
): { tripId: string; driverId: string }[] {
  return drivers.flatMap(({ id, status, tripId }) =>
    (status === 'on_trip' || status === 'lost') && tripId !== null
      ? [{ tripId, driverId: id }]
      : [],
  );
}
