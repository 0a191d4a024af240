import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Receipt, Trip } from '#contracts';
import {
  dataOf,
  expectOk,
  goOnline,
  newKey,
  nextOffer,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  tripOf,
  type Person,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

let server: TestServer;
let peek: SqlPeek;
let ops: Person;

beforeAll(async () => {
  server = await startTestServer({ FREE_CANCEL_SECONDS: '0.001' });
  peek = await SqlPeek.at(server);
  ops = await signUp(server, 'ops', 'Olga');
});

beforeEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const because = { reason: 'The car broke down' };
const operator = () => ({ id: ops.id, name: 'Olga' });
const act = (id: string, action: string, headers?: Record<string, string>) =>
  ops.post<Trip>(`/v1/ops/trips/${id}/${action}`, because, headers);

/** The last event of a trip's stream, as ops read the history. */
const lastEvent = async (tripId: string) => {
  const { events } = await expectOk<{ events: { event: string; data: { data: object } }[] }>(
    ops.get(`/v1/trips/${tripId}/events`),
  );
  const last = events.at(-1);
  return { event: last?.event, ...last?.data.data };
};

describe('a command for the trip that an operator saw', () => {
  it.each(['cancel', 'complete', 'redispatch'])(
    'leaves the trip as it is for %s, when another driver has got it since',
    async (action) => {
      const { driver, trip } = await rideTo(server, 'driver_assigned');
      await expectOk(driver.post(`/v1/trips/${trip.id}/cancel`, because));
      const later = await signUp(server, 'driver');
      const stream = await later.stream();
      await goOnline(later);
      const offer = await nextOffer(stream);
      await expectOk(later.post(`/v1/offers/${offer.id}/accept`));
      const { version } = trip;
      const answer = await ops.post(`/v1/ops/trips/${trip.id}/${action}`, { ...because, version });
      expectProblem(answer, 409, 'TRIP_CHANGED');
      const now = await tripOf(ops, trip.id);
      expect(answer.body).toMatchObject({
        currentVersion: now.version,
        currentStatus: 'driver_assigned',
      });
      expect(now.driver?.id).toBe(later.id);
      await stream.close();
    },
  );

  it('a command is carried out when the trip has not changed', async () => {
    const { trip } = await rideTo(server, 'driver_assigned');
    const { version } = trip;
    await expectOk(ops.post(`/v1/ops/trips/${trip.id}/cancel`, { ...because, version }));
  });
});

describe('POST /v1/ops/trips/{id}/cancel', () => {
  it.each(['matching', 'driver_assigned', 'driver_arrived', 'in_progress'] as const)(
    'ends a trip that is %s without a fee, and the event names the operator and the reason',
    async (status) => {
      const { rider, trip } = await rideTo(server, status);
      const ended = await expectOk(act(trip.id, 'cancel'));
      expect(ended).toMatchObject({ status: 'cancelled', cancellation: { by: 'ops', ...because } });
      expect(ended).not.toHaveProperty('pin');
      expect(await lastEvent(trip.id)).toMatchObject({
        event: 'trip.cancelled',
        by: 'ops',
        fee: { amount: 0 },
        operator: operator(),
        ...because,
      });
      const receipt = await expectOk<Receipt>(rider.get(`/v1/trips/${trip.id}/receipt`));
      expect(receipt.total.amount).toBe(0);
      // The rider is free as well.
      await expectOk(rider.post('/v1/trips', { pickup: trip.pickup, dropoff: trip.dropoff }));
    },
  );

  it('frees the driver, who gets the next offer', async () => {
    const { driver, trip } = await rideTo(server, 'in_progress');
    const stream = await driver.stream();
    await expectOk(act(trip.id, 'cancel'));
    await stream.next(({ event }) => event === 'trip.cancelled');
    const next = await requestTrip(await signUp(server, 'rider'));
    expect((await nextOffer(stream)).tripId).toBe(next.id);
    await stream.close();
  });

  it('the command has one effect when it is repeated with its key, and is refused with another one', async () => {
    const { trip } = await rideTo(server, 'driver_assigned');
    const key = newKey();
    const [first, again] = [await act(trip.id, 'cancel', key), await act(trip.id, 'cancel', key)];
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expectProblem(await act(trip.id, 'cancel'), 409, 'TRIP_TRANSITION_NOT_ALLOWED');
    const events = await peek.eventsOf(`trip/${trip.id}`);
    expect(events.filter((type) => type === 'trip.cancelled')).toHaveLength(1);
  });

  it('needs a reason of one to 200 characters, and a trip that exists', async () => {
    const { trip } = await rideTo(server, 'matching');
    for (const body of [{}, { reason: ' ' }, { reason: 'x'.repeat(201) }, { reason: 'a\nb' }]) {
      const answer = await ops.post(`/v1/ops/trips/${trip.id}/cancel`, body);
      expectProblem(answer, 422, 'VALIDATION_FAILED');
    }
    expectProblem(await act('01890000-0000-7000-8000-000000000000', 'cancel'), 404, 'NOT_FOUND');
    expectProblem(await act('nonsense', 'cancel'), 404, 'NOT_FOUND');
  });
});

describe('POST /v1/ops/trips/{id}/complete', () => {
  it('completes a ride under way, with the fare on the receipt', async () => {
    const { rider, trip } = await rideTo(server, 'in_progress');
    expect((await expectOk(act(trip.id, 'complete'))).status).toBe('completed');
    expect(await lastEvent(trip.id)).toMatchObject({
      event: 'trip.completed',
      operator: operator(),
      ...because,
    });
    const receipt = await expectOk<Receipt>(rider.get(`/v1/trips/${trip.id}/receipt`));
    expect(receipt.lines).toEqual([{ kind: 'fare', amount: trip.fare }]);
  });

  it('the command is refused before the ride has started', async () => {
    const { trip } = await rideTo(server, 'driver_arrived');
    expectProblem(await act(trip.id, 'complete'), 409, 'TRIP_TRANSITION_NOT_ALLOWED');
  });
});

describe('POST /v1/ops/trips/{id}/redispatch', () => {
  it.each(['driver_assigned', 'driver_arrived'] as const)(
    'takes a trip that is %s from its driver and looks for another one',
    async (status) => {
      const { rider, driver, trip } = await rideTo(server, status);
      const stream = await driver.stream();
      expect((await expectOk(act(trip.id, 'redispatch'))).status).toBe('matching');
      const lost = await stream.next(({ event }) => event === 'trip.redispatching');
      expect(dataOf(lost).data).toMatchObject({ operator: operator(), ...because });
      const other = await signUp(server, 'driver');
      const otherStream = await other.stream();
      await goOnline(other);
      expect((await nextOffer(otherStream)).tripId).toBe(trip.id);
      expect((await tripOf(rider, trip.id)).cancellation).toBeNull();
      await Promise.all([stream.close(), otherStream.close()]);
    },
  );

  it('the command is refused during the ride, because the rider is in the car', async () => {
    const { trip } = await rideTo(server, 'in_progress');
    expectProblem(await act(trip.id, 'redispatch'), 409, 'TRIP_TRANSITION_NOT_ALLOWED');
  });
});

describe('POST /v1/ops/drivers/{id}/offline', () => {
  const takeOffline = (id: string) => ops.post(`/v1/ops/drivers/${id}/offline`, because);

  it('takes a driver off duty, who is told why and gets no more offers', async () => {
    const driver = await signUp(server, 'driver');
    const stream = await driver.stream();
    await goOnline(driver);
    const trip = await requestTrip(await signUp(server, 'rider'));
    expect((await nextOffer(stream)).tripId).toBe(trip.id);
    expect(await expectOk(takeOffline(driver.id))).toMatchObject({ status: 'offline' });
    const told = await stream.next(({ event }) => event === 'driver.offline');
    expect(dataOf(told).data).toEqual({ ...because, operator: operator() });
    const revoked = await stream.next(({ event }) => event === 'offer.revoked');
    expect(dataOf(revoked).data).toMatchObject({ reason: 'driver_offline' });
    await stream.close();
  });

  it('makes no second event for a driver who is offline, and knows no other people', async () => {
    const driver = await signUp(server, 'driver');
    expectProblem(await takeOffline(driver.id), 404, 'NOT_FOUND');
    await goOnline(driver);
    await expectOk(takeOffline(driver.id));
    await expectOk(takeOffline(driver.id));
    const events = await peek.eventsOf(`driver/${driver.id}`);
    expect(events).toEqual(['driver.online', 'driver.offline']);
    expectProblem(await takeOffline('nonsense'), 404, 'NOT_FOUND');
  });
});
