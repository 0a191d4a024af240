import type { Trip, TripStatus } from '#contracts';

const WITH_DRIVER: ReadonlySet<TripStatus> = new Set([
  'driver_assigned',
  'driver_arrived',
  'in_progress',
  'completed',
]);
const ENDED: ReadonlySet<TripStatus> = new Set(['completed', 'cancelled', 'no_drivers_available']);

export const NOON = Date.parse('2026-11-21T12:00:00.000Z');
export const noonPlus = (seconds: number): string => new Date(NOON + seconds * 1000).toISOString();
export const usd = (amount: number) => ({ amount, currency: 'USD' });

/** A trip in that status, as its rider sees it, requested at noon. */
export function aTrip(status: TripStatus, changes: Partial<Trip> = {}): Trip {
  const vehicle = { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' };
  const driver = { id: 'd', name: 'Grace', rating: 4.9, vehicle };
  const hasDriver = WITH_DRIVER.has(status);
  return {
    id: 'trip',
    status,
    version: 1,
    riderId: 'r',
    rider: { name: 'Ada', rating: null },
    driver: hasDriver ? driver : null,
    pickup: { lat: 40.75, lng: -73.98 },
    dropoff: { lat: 40.76, lng: -73.98 },
    pickupName: null,
    dropoffName: null,
    fare: usd(1250),
    cancelFee: usd(500),
    pin: '4821',
    freeCancelUntil: hasDriver ? noonPlus(130) : null,
    pickupEtaSeconds: hasDriver ? 240 : null,
    requestedAt: noonPlus(0),
    assignedAt: hasDriver ? noonPlus(10) : null,
    arrivedAt: null,
    startedAt: null,
    cancellation: null,
    driverSilentSince: null,
    driverLostAt: null,
    endedAt: ENDED.has(status) ? noonPlus(900) : null,
    ...changes,
  };
}
