import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Position } from '#contracts';
import { TravelEstimator, generateGrid, greatCircleMeters } from '#geo';
import { createTestDatabase, type SseProbe } from '#testing';
import {
  expectOk,
  goOnline,
  nextOffer,
  type Person,
  pickup,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
  tripOf,
} from '#api-harness';

let server: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const because = { reason: 'Too far' };

/** A driver on duty, and what they hear. */
async function onDuty(
  position = pickup,
  { at, look }: { at: TestServer; look: SqlPeek } = { at: server, look: peek },
): Promise<{ driver: Person; stream: SseProbe }> {
  const driver = await signUp(at, 'driver');
  const stream = await driver.stream();
  streams.push(stream);
  await look.place(driver.id, position);
  await expectOk(driver.put('/v1/drivers/me/availability', { status: 'online' }));
  return { driver, stream };
}

const hear = (stream: SseProbe, type: string) => stream.next(({ event }) => event === type);

const pendingOffers = (tripId: string) =>
  peek.value<number>(`SELECT count(*)::int FROM offer WHERE trip_id = $1 AND status = 'pending'`, [
    tripId,
  ]);

describe('a trip whose offer is declined', () => {
  it('a declined trip is offered to the next driver at once, and never again to the first', async () => {
    const first = await onDuty();
    const trip = await requestTrip(await signUp(server, 'rider'));
    const offer = await nextOffer(first.stream);
    const second = await onDuty();

    await expectOk(first.driver.post(`/v1/offers/${offer.id}/decline`, because));
    const next = await nextOffer(second.stream);
    expect(next).toMatchObject({ tripId: trip.id });

    await expectOk(second.driver.post(`/v1/offers/${next.id}/decline`, because));
    const third = await onDuty();
    expect((await nextOffer(third.stream)).tripId).toBe(trip.id);
    const asked = await peek.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM offer WHERE trip_id = $1 GROUP BY driver_id',
      [trip.id],
    );
    expect(asked).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
  });
});

describe('a trip whose offer runs out', () => {
  it('moves on within two seconds of the expiry, and leaves that driver alone', async () => {
    const hasty = await startTestServer({ OFFER_SECONDS: '1' });
    const look = await SqlPeek.at(hasty);
    const first = await onDuty(pickup, { at: hasty, look });
    const trip = await requestTrip(await signUp(hasty, 'rider'));
    const offer = await nextOffer(first.stream);
    const second = await onDuty(pickup, { at: hasty, look });

    await look.untilExpired(offer.id);
    expect((await nextOffer(second.stream)).tripId).toBe(trip.id);
    await hear(first.stream, 'offer.expired');
    expect(await look.eventsOf(`driver/${first.driver.id}`)).toEqual([
      'driver.online',
      'offer.created',
      'offer.expired',
    ]);
    await look.close();
    await hasty.drop();
  });
});

describe('a driver who misses an offer', () => {
  it('a driver who missed an offer is asked again after a pause, three times in all', async () => {
    const patient = await startTestServer({ OFFER_SECONDS: '0.3', OFFER_RETRY_SECONDS: '0.3' });
    const look = await SqlPeek.at(patient);
    const { driver, stream } = await onDuty(pickup, { at: patient, look });
    const trip = await requestTrip(await signUp(patient, 'rider'));
    for (let round = 1; round <= 3; round += 1) {
      expect((await nextOffer(stream)).tripId).toBe(trip.id);
      await hear(stream, 'offer.expired');
    }
    // Another driver gets the trip, so the engine has looked at it again after the third miss.
    const other = await onDuty(pickup, { at: patient, look });
    for (let round = 1; round <= 3; round += 1) {
      expect((await nextOffer(other.stream)).tripId).toBe(trip.id);
      await hear(other.stream, 'offer.expired');
    }
    const asked = await look.value<number>(
      'SELECT count(*)::int FROM offer WHERE trip_id = $1 AND driver_id = $2',
      [trip.id, driver.id],
    );
    expect(asked).toBe(3);
    await look.close();
    await patient.drop();
  });

  it('a driver who declined is not asked again', async () => {
    const patient = await startTestServer({ OFFER_RETRY_SECONDS: '0.1' });
    const look = await SqlPeek.at(patient);
    const first = await onDuty(pickup, { at: patient, look });
    const trip = await requestTrip(await signUp(patient, 'rider'));
    const offer = await nextOffer(first.stream);
    await expectOk(first.driver.post(`/v1/offers/${offer.id}/decline`, because));
    const second = await onDuty(pickup, { at: patient, look });
    await nextOffer(second.stream);
    expect(await look.eventsOf(`driver/${first.driver.id}`)).toEqual([
      'driver.online',
      'offer.created',
      'offer.declined',
    ]);
    expect(trip.status).toBe('matching');
    await look.close();
    await patient.drop();
  });
});

describe('a rider’s cancel', () => {
  it('withdraws the pending offer at once, and frees its driver', async () => {
    const { driver, stream } = await onDuty();
    const rider = await signUp(server, 'rider');
    const trip = await requestTrip(rider);
    const offer = await nextOffer(stream);

    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, because));
    const revoked = await hear(stream, 'offer.revoked');
    expect(JSON.parse(revoked.data!).data).toEqual({
      offerId: offer.id,
      tripId: trip.id,
      reason: 'trip_cancelled',
    });
    const lost = await driver.post(`/v1/offers/${offer.id}/accept`);
    expect(lost).toMatchObject({ status: 409, body: { code: 'OFFER_REVOKED' } });

    const another = await requestTrip(rider);
    expect((await nextOffer(stream)).tripId).toBe(another.id);
  });
});

describe('a driver’s cancel', () => {
  it('sends the same trip to another driver, and leaves the first one out', async () => {
    const first = await onDuty();
    const rider = await signUp(server, 'rider');
    const trip = await requestTrip(rider);
    const offer = await nextOffer(first.stream);
    await expectOk(first.driver.post(`/v1/offers/${offer.id}/accept`));

    const given = await expectOk(first.driver.post(`/v1/trips/${trip.id}/cancel`, because));
    expect(given).toMatchObject({ id: trip.id, status: 'matching', driver: null });
    await hear(first.stream, 'trip.redispatching');

    const second = await onDuty();
    const next = await nextOffer(second.stream);
    await expectOk(second.driver.post(`/v1/offers/${next.id}/accept`));
    expect(await tripOf(rider, trip.id)).toMatchObject({
      status: 'driver_assigned',
      driver: { id: second.driver.id },
    });
    const again = await first.driver.get(`/v1/trips/${trip.id}`);
    expect(again.status).toBe(404);
    const ofFirst = await peek.eventsOf(`driver/${first.driver.id}`);
    expect(ofFirst.filter((type) => type === 'offer.created')).toHaveLength(1);
  });
});

describe('a driver who goes off duty', () => {
  it('loses the pending offer, and the trip moves on', async () => {
    const first = await onDuty();
    const trip = await requestTrip(await signUp(server, 'rider'));
    await nextOffer(first.stream);
    const second = await onDuty();

    await expectOk(first.driver.put('/v1/drivers/me/availability', { status: 'offline' }));
    const revoked = await hear(first.stream, 'offer.revoked');
    expect(JSON.parse(revoked.data!).data.reason).toBe('driver_offline');
    expect((await nextOffer(second.stream)).tripId).toBe(trip.id);
  });

  it('gets no offer', async () => {
    const { driver, stream } = await onDuty();
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
    await hear(stream, 'driver.offline');
    const nextOne = await onDuty();
    const trip = await requestTrip(await signUp(server, 'rider'));
    expect((await nextOffer(nextOne.stream)).tripId).toBe(trip.id);
    expect(await peek.eventsOf(`driver/${driver.id}`)).not.toContain('offer.created');
  });
});

describe('of several drivers', () => {
  it('the one who is there first is asked, not the one who is nearest as the crow flies', async () => {
    const { near, quick } = rivals();
    const crow = await onDuty(near);
    const road = await onDuty(quick);
    const trip = await requestTrip(await signUp(server, 'rider'));
    expect((await nextOffer(road.stream)).tripId).toBe(trip.id);
    expect(await peek.eventsOf(`driver/${crow.driver.id}`)).toEqual(['driver.online']);
  });

  it('each is asked about one trip, and each trip has one offer', async () => {
    const drivers = await Promise.all([onDuty(), onDuty(), onDuty()]);
    const riders = await Promise.all([1, 2, 3].map(() => signUp(server, 'rider')));
    const trips = await Promise.all(riders.map(requestTrip));
    const offers = await Promise.all(drivers.map(({ stream }) => nextOffer(stream)));
    const offeredTrips = offers.map(({ tripId }) => tripId);
    expect(offeredTrips.sort()).toEqual(trips.map(({ id }) => id).sort());
    for (const { id } of trips) expect(await pendingOffers(id)).toBe(1);
  });
});

describe('when nobody takes a trip in time', () => {
  it('the search ends at its deadline, free of charge, and the rider may ask again', async () => {
    const impatient = await startTestServer({ MATCHING_DEADLINE_SECONDS: '1' });
    const rider = await signUp(impatient, 'rider');
    const stream = await rider.stream();
    const trip = await requestTrip(rider);
    const ended = await hear(stream, 'trip.no_drivers_available');
    expect(JSON.parse(ended.data!).data).toMatchObject({
      by: 'system',
      fee: { amount: 0 },
      trip: { id: trip.id, status: 'no_drivers_available' },
    });
    const { requestedAt, endedAt } = await tripOf(rider, trip.id);
    expect(Date.parse(endedAt!) - Date.parse(requestedAt)).toBeGreaterThanOrEqual(1000);
    await requestTrip(rider);
    await stream.close();
    await impatient.drop();
  });
});

describe('an offer that ran out while every process was down', () => {
  it('an offer that expired while every process was down can’t be accepted, and the trip moves on', async () => {
    const database = await createTestDatabase();
    const settings = { DATABASE_URL: database.url, OFFER_SECONDS: '1' };
    const before = await startTestServer(settings);
    const where = { url: before.url };
    const [rider, driver, other] = await Promise.all([
      signUp(where, 'rider'),
      signUp(where, 'driver'),
      signUp(where, 'driver'),
    ]);
    const stream = await driver.stream();
    await goOnline(driver);
    const trip = await requestTrip(rider);
    const offer = await nextOffer(stream);
    await goOnline(other);
    await before.stop();
    const look = await SqlPeek.at(before);
    expect(await look.offerStatus(offer.id)).toBe('pending');
    await look.untilExpired(offer.id);

    const after = await startTestServer(settings);
    where.url = after.url;
    // With the tokens of before: they survive a restart.
    const late = await driver.post(`/v1/offers/${offer.id}/accept`);
    expect(late).toMatchObject({ status: 409, body: { code: 'OFFER_EXPIRED' } });
    const otherStream = await other.stream();
    expect((await nextOffer(otherStream)).tripId).toBe(trip.id);
    await otherStream.close();
    await look.close();
    await after.stop();
    await database.drop();
  });
});

/** Two places from which the order of the ways and the order of the distances differ. */
function rivals(): { near: Position; quick: Position } {
  const towards = new TravelEstimator(generateGrid()).prepareTarget(pickup);
  const places = [-8, -6, -4, -2, 2, 4, 6, 8].flatMap((north) =>
    [-6, -4, -2, 2, 4, 6].map((east) => {
      const position = { lat: pickup.lat + north / 1000, lng: pickup.lng + east / 1000 };
      const seconds = towards.estimateFrom(position).durationSeconds;
      return { position, seconds, meters: greatCircleMeters(pickup, position) };
    }),
  );
  for (const near of places) {
    const quick = places.find(
      ({ seconds, meters }) => seconds < near.seconds - 30 && meters > near.meters + 100,
    );
    if (quick) return { near: near.position, quick: quick.position };
  }
  throw new Error('In this city the nearest is always the quickest.');
}
