import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedTripSchema, shareLinkSchema } from '#contracts';
import {
  acceptNextOffer,
  api,
  dataOf,
  expectOk,
  goOnline,
  nextOffer,
  requestTrip,
  rideTo,
  signUp,
  startTestServer,
  type Ride,
  type TestServer,
} from '#api-harness';
import { openSse, type SseProbe } from '#testing';
import { expectProblem } from '../http/problem-check.js';

const ENDS = { pickupName: '6th Ave & W 38th St', dropoffName: '6th Ave & W 44th St' };
const berlin = { lat: 52.52, lng: 13.405 };

let server: TestServer;
let ride: Ride;

beforeAll(async () => {
  server = await startTestServer();
  ride = await rideTo(server, 'in_progress');
});

afterAll(() => server.drop());

const dataOfNext = async (probe: SseProbe, type: string) =>
  dataOf(await probe.next(({ event }) => event === type)) as unknown;

describe('The names of both ends of a ride', () => {
  it('an offer has them, so that a driver knows where the ride goes', async () => {
    const [rider, driver] = [await signUp(server, 'rider'), await signUp(server, 'driver')];
    const stream = await driver.stream();
    await goOnline(driver);
    const trip = await requestTrip(rider);
    const offer = await nextOffer(stream);
    expect(offer).toMatchObject({ tripId: trip.id, ...ENDS });
    await stream.close();
    const again = await driver.stream();
    expect(await nextOffer(again)).toMatchObject({ id: offer.id, ...ENDS });
    await again.close();
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' }));
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  });

  it.each(['rider', 'driver'] as const)('the snapshot of the %s has them', async (role) => {
    const probe = await ride[role].stream();
    expect(await dataOfNext(probe, 'stream.snapshot')).toMatchObject({ trip: ENDS });
    await probe.close();
  });

  it('a shared trip and its snapshot have them', async () => {
    const link = shareLinkSchema.parse(
      await expectOk(ride.rider.post(`/v1/trips/${ride.trip.id}/share`)),
    );
    const path = `/v1/trips/${ride.trip.id}`;
    const { body } = await api(server).get(`${path}?share=${link.token}`);
    expect(sharedTripSchema.parse(body)).toMatchObject(ENDS);
    const probe = await openSse(`${server.url}${path}/stream?share=${link.token}`);
    expect(await dataOfNext(probe, 'stream.snapshot')).toMatchObject({ trip: ENDS });
    await probe.close();
  });

  it('every event of the replay has them, as it had when it happened', async () => {
    const probe = await ride.rider.stream(`/v1/trips/${ride.trip.id}/replay?speed=1000`);
    for (const type of ['trip.requested', 'trip.driver_assigned', 'trip.driver_arrived']) {
      expect(await dataOfNext(probe, type)).toMatchObject({ data: { trip: ENDS } });
    }
    await probe.close();
  });
});

describe('A place outside the city', () => {
  it('a refused ride leaves no trip, and its driver free for a ride in the city', async () => {
    const rider = await signUp(server, 'rider');
    const driver = await signUp(server, 'driver');
    const answer = await rider.post('/v1/trips', { pickup: berlin, dropoff: berlin });
    expectProblem(answer, 422, 'PLACE_OUTSIDE_CITY');
    expect((await rider.get('/v1/trips')).body).toMatchObject({ trips: [] });
    const trip = await requestTrip(rider);
    await acceptNextOffer(driver);
    expect((await rider.get(`/v1/trips/${trip.id}`)).body).toMatchObject({
      status: 'driver_assigned',
    });
  });
});
