import type { Trip, TripStatus } from '#contracts';

/** Seconds after noon as the server writes times. */
export const noonPlus = (seconds: number): string =>
  new Date(Date.UTC(2026, 10, 21, 12) + seconds * 1000).toISOString();

const NONE = {
  driver: null,
  freeCancelUntil: null,
  pickupEtaSeconds: null,
  assignedAt: null,
  arrivedAt: null,
  startedAt: null,
  endedAt: null,
  cancellation: null,
  driverSilentSince: null,
  driverLostAt: null,
} as const;

const WITH_DRIVER = { id: 'd', name: 'Grace', rating: null, vehicle: null };

/** A trip as its rider sees it, requested at noon, with a driver unless it is matching. */
export function sampleTrip(status: TripStatus, changes: Partial<Trip> = {}): Trip {
  const money = { amount: 1250, currency: 'USD' };
  const [pickup, dropoff] = [40.75, 40.76].map((lat) => ({ lat, lng: -73.98 }));
  return {
    ...NONE,
    id: 'trip',
    status,
    version: 1,
    riderId: 'r',
    rider: { name: 'Ada', rating: null },
    driver: status === 'matching' ? null : WITH_DRIVER,
    pickup: pickup!,
    dropoff: dropoff!,
    pickupName: '3rd Ave & E 36th St',
    dropoffName: null,
    fare: money,
    cancelFee: money,
    pin: '4821',
    requestedAt: noonPlus(0),
    ...changes,
  };
}
