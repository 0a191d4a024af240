import { describe, expect, it } from '@jest/globals';
import type { Requester } from '#access';
import type { Transaction } from '#database';
import type { TravelEstimator } from '#geo';
import type {
  DriverRepository,
  LastKnownLocations,
  OfferRepository,
  RepositionRepository,
} from '#matching';
import type { DriverRouteRepository, TripRepository } from '#trip';
import { TripStreamSnapshots } from './trip-stream-snapshots.js';

/** Postgres allows this value, and JavaScript has no `Date` for it. */
const INFINITE = Infinity as unknown as Date;
const now = new Date('2026-11-01T08:00:00Z');
const later = new Date(now.getTime() + 15_000);

const offerOf = (driverId: string, createdAt: Date) => ({
  id: `offer of ${driverId}`,
  tripId: 'trip',
  driverId,
  ride: {},
  pickupEtaSeconds: 60,
  pickupDistanceMeters: 400,
  createdAt,
  expiresAt: later,
});

const requester: Requester = { role: 'driver', userId: 'whole' } as unknown as Requester;
const requestOf = (id: string) => ({ stream: `driver/${id}`, requester }) as never;

describe('TripStreamSnapshots', () => {
  it('a row that has no view fails the snapshot of its driver and not that of another driver', async () => {
    const snapshots = new TripStreamSnapshots(
      { findActiveOfDrivers: () => [] } as unknown as TripRepository,
      {
        findPendingOfDrivers: () => [offerOf('broken', INFINITE), offerOf('whole', now)],
      } as unknown as OfferRepository,
      { findAll: () => [{ id: 'whole', availability: 'online' }] } as unknown as DriverRepository,
      { findOfDrivers: () => [] } as unknown as RepositionRepository,
      {} as DriverRouteRepository,
      {} as LastKnownLocations,
      {} as TravelEstimator,
    );
    const tx = { now: () => Promise.resolve(now) } as unknown as Transaction;
    const [broken, whole] = await snapshots.read(tx, [requestOf('broken'), requestOf('whole')]);
    expect(broken).toBeInstanceOf(Error);
    expect(whole).toMatchObject({
      data: { availability: 'online', offer: { id: 'offer of whole' } },
    });
  });
});
