import type { OfferState } from '../src/domain/offer-state.js';

export const NOON = new Date('2026-03-01T12:00:00.000Z');

/** @returns the time a number of seconds after noon */
export const noonPlus = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);

/** An offer made at noon, open for 15 seconds. */
export const anOffer = (overrides: Partial<OfferState> = {}): OfferState => ({
  id: '01890000-0000-7000-8000-0000000000f1',
  tripId: '01890000-0000-7000-8000-000000000001',
  driverId: '01890000-0000-7000-8000-00000000000d',
  status: 'pending',
  exclusive: true,
  ride: {
    pickup: { lat: 40.75, lng: -73.98 },
    dropoff: { lat: 40.76, lng: -73.97 },
    tripDistanceMeters: 2500,
    fare: { amount: 1234, currency: 'USD' },
    rider: { name: 'Ada', rating: null },
  },
  pickupEtaSeconds: 240,
  pickupDistanceMeters: 900,
  createdAt: NOON,
  expiresAt: noonPlus(15),
  acknowledgedAt: null,
  closedAt: null,
  reason: null,
  ...overrides,
});
