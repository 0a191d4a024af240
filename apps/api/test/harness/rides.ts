import type { Offer, Position, Trip, TripStatus } from '#contracts';
import type { SseProbe } from '#testing';
import { expectOk, signUp, type Person } from './api-client.js';
import type { TestServer } from './test-server.js';

/** Two corners of the built-in city, about 500 m apart; a driver goes online at the first. */
export const pickup: Position = { lat: 40.7549, lng: -73.984 };
export const dropoff: Position = { lat: 40.7585, lng: -73.981 };

/** Puts a driver on duty, at the pickup by default. */
export async function goOnline(driver: Person, position = pickup): Promise<void> {
  await expectOk(driver.put('/v1/drivers/me/availability', { status: 'online', position }));
}

export const requestTrip = (rider: Person): Promise<Trip> =>
  expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff }));

/** The next offer on a driver's stream, in the snapshot or as an event. */
export async function nextOffer(probe: SseProbe): Promise<Offer> {
  for (;;) {
    const frame = await probe.next(
      ({ event }) => event === 'offer.created' || event === 'stream.snapshot',
    );
    const data = JSON.parse(frame.data ?? '') as { offer?: Offer | null; data?: { offer: Offer } };
    const offer = data.offer ?? data.data?.offer;
    if (offer) return offer;
  }
}

export interface Ride {
  rider: Person;
  /** Online, and offered or assigned the trip once it has got that far. */
  driver: Person;
  /** As the rider sees it, so with its PIN. */
  trip: Trip;
}

/** A rider, a driver and a trip of theirs, in `status`. Other drivers must be offline. */
export async function rideTo(
  server: Pick<TestServer, 'url'>,
  status: Exclude<TripStatus, 'no_drivers_available'> = 'driver_assigned',
): Promise<Ride> {
  const [rider, driver] = await Promise.all([signUp(server, 'rider'), signUp(server, 'driver')]);
  const { id, pin } = await requestTrip(rider);
  const done = async () => ({ rider, driver, trip: await tripOf(rider, id) });
  if (status === 'cancelled') await expectOk(rider.post(`/v1/trips/${id}/cancel`, because));
  if (status === 'matching' || status === 'cancelled') return done();
  await acceptNextOffer(driver);
  const steps = [
    ['driver_arrived', 'arrive', undefined],
    ['in_progress', 'start', { pin }],
    ['completed', 'complete', undefined],
  ] as const;
  const wanted = steps.findIndex(([reached]) => reached === status) + 1;
  for (const [, command, body] of steps.slice(0, wanted)) {
    await expectOk(driver.post(`/v1/trips/${id}/${command}`, body));
  }
  return done();
}

const because = { reason: 'Plans changed' };

/** Puts a driver on duty who accepts the next offer. */
export async function acceptNextOffer(driver: Person): Promise<void> {
  const stream = await driver.stream();
  await goOnline(driver);
  const offer = await nextOffer(stream);
  await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
  await stream.close();
}

export const tripOf = (who: Person, id: string): Promise<Trip> =>
  expectOk<Trip>(who.get(`/v1/trips/${id}`));
