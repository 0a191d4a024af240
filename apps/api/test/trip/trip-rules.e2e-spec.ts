import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  receiptSchema,
  tripPageSchema,
  tripSchema,
  type Quote,
  type Trip,
  type TripStatus,
} from '#contracts';
import {
  dropoff,
  expectOk,
  newKey,
  pickup,
  requestTrip,
  type Ride,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
  tripOf,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const PLACES = { pickup, dropoff };
const ENDS = { pickupName: '6th Ave & W 38th St', dropoffName: '6th Ave & W 44th St' };
const because = { reason: 'Plans changed' };

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer({ NO_SHOW_SECONDS: '0.3', FREE_CANCEL_SECONDS: '0.001' });
  peek = await SqlPeek.at(server);
});

afterEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const wrongPin = ({ trip }: Ride) => (trip.pin === '0000' ? '1111' : '0000');
const start = ({ driver, trip }: Ride, pin: string, headers = {}) =>
  driver.post(`/v1/trips/${trip.id}/start`, { pin }, headers);

/** As `rideTo`, without the wait for the engine to find the driver. */
async function shortRide(status: TripStatus): Promise<Ride> {
  const { rider, trip } = await rideTo(server, 'matching');
  const driver = await signUp(server, 'driver');
  const offer = await peek.broadcastOffer(trip.id, driver.id);
  const path = `/v1/trips/${trip.id}`;
  const steps: [TripStatus, string, unknown][] = [
    ['driver_assigned', `/v1/offers/${offer}/accept`, undefined],
    ['driver_arrived', `${path}/arrive`, undefined],
    ['in_progress', `${path}/start`, { pin: trip.pin }],
    ['completed', `${path}/complete`, undefined],
  ];
  for (const [reached, command, body] of steps) {
    await expectOk(driver.post(command, body));
    if (reached === status) break;
  }
  return { rider, driver, trip: await tripOf(rider, trip.id) };
}

describe('a ride', () => {
  it('goes from the request to the receipt, and every step looks as the contract has it', async () => {
    const { rider, driver, trip } = await rideTo(server, 'completed');
    expect(tripSchema.parse(trip)).toEqual(trip);
    expect(trip).toMatchObject({ status: 'completed', version: 5, driver: { id: driver.id } });
    const times = [trip.requestedAt, trip.assignedAt, trip.arrivedAt, trip.startedAt, trip.endedAt];
    expect([...times].sort()).toEqual(times);

    const receipt = await expectOk(rider.get(`/v1/trips/${trip.id}/receipt`));
    expect(receiptSchema.parse(receipt)).toEqual(receipt);
    expect(receipt).toMatchObject({ lines: [{ kind: 'fare' }], total: trip.fare });

    const { events } = await expectOk<{ events: { event: string; data: unknown }[] }>(
      rider.get(`/v1/trips/${trip.id}/events`),
    );
    expect(events.map(({ event }) => event)).toEqual([
      'trip.requested',
      'trip.driver_assigned',
      'trip.driver_arrived',
      'trip.started',
      'trip.completed',
    ]);
    expect(JSON.stringify(events)).not.toContain('"pin"');
  });

  it('refuses what is out of order, and says where it is', async () => {
    const { driver, rider, trip } = await shortRide('driver_assigned');
    for (const command of ['complete', 'no-show']) {
      const answer = await driver.post(`/v1/trips/${trip.id}/${command}`);
      expectProblem(answer, 409, 'TRIP_TRANSITION_NOT_ALLOWED');
      expect(answer.body.currentStatus).toBe('driver_assigned');
    }
    expectProblem(await rider.get(`/v1/trips/${trip.id}/receipt`), 409, 'RECEIPT_NOT_READY');
  });
});

describe('the PIN', () => {
  it('a PIN may be wrong five times; then even the right one does not start the trip', async () => {
    const ride = await shortRide('driver_arrived');
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      const answer = await start(ride, wrongPin(ride));
      expectProblem(answer, 422, 'PIN_INCORRECT');
      expect(answer.body.attemptsLeft).toBe(attemptsLeft);
    }
    expectProblem(await start(ride, wrongPin(ride)), 409, 'PIN_ATTEMPTS_EXHAUSTED');
    expectProblem(await start(ride, ride.trip.pin!), 409, 'PIN_ATTEMPTS_EXHAUSTED');
    expect((await tripOf(ride.rider, ride.trip.id)).status).toBe('driver_arrived');
  });

  it('guessed fifty times at once is guessed five times', async () => {
    const ride = await shortRide('driver_arrived');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => start(ride, wrongPin(ride), newKey())),
    );
    const codes = answers.map(({ body }) => body.code as string);
    expect(codes.filter((code) => code === 'PIN_INCORRECT')).toHaveLength(5);
    expect(codes.filter((code) => code === 'PIN_ATTEMPTS_EXHAUSTED')).toHaveLength(45);
  });

  it('the next driver has five tries again, because the tries belong to the driver and not to the trip', async () => {
    const ride = await shortRide('driver_arrived');
    await start(ride, wrongPin(ride));
    await expectOk(ride.driver.post(`/v1/trips/${ride.trip.id}/cancel`, because));
    expect(await peek.value('SELECT pin_attempts FROM trip WHERE id = $1', [ride.trip.id])).toBe(0);
  });

  it('a start with the right PIN may be retried with its key', async () => {
    const ride = await shortRide('driver_arrived');
    const key = newKey();
    const first = await start(ride, ride.trip.pin!, key);
    const again = await start(ride, ride.trip.pin!, key);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.has('idempotent-replayed')).toBe(false);
  });
});

describe('a no-show', () => {
  it('a no-show is too early before the waiting time, and costs the fee after it', async () => {
    const { rider, driver, trip } = await shortRide('driver_arrived');
    await peek.rows(`UPDATE trip SET arrived_at = now() + interval '1 hour' WHERE id = $1`, [
      trip.id,
    ]);
    const early = await driver.post(`/v1/trips/${trip.id}/no-show`);
    expectProblem(early, 409, 'NO_SHOW_TOO_EARLY');
    expect(Date.parse(early.body.waitUntil)).toBeGreaterThan(Date.now());

    await peek.rows(`UPDATE trip SET arrived_at = now() - interval '1 second' WHERE id = $1`, [
      trip.id,
    ]);
    const ended = await expectOk(driver.post(`/v1/trips/${trip.id}/no-show`, { position: pickup }));
    expect(ended).toMatchObject({ status: 'cancelled', cancellation: { by: 'no_show' } });
    const receipt = await expectOk(rider.get(`/v1/trips/${trip.id}/receipt`));
    expect(receipt).toMatchObject({ lines: [{ kind: 'no_show_fee', amount: { amount: 500 } }] });
  });
});

describe('a rider’s cancel', () => {
  it('a rider’s cancel costs no fee before a driver is assigned', async () => {
    const rider = await signUp(server, 'rider');
    const trip = await requestTrip(rider);
    expect(trip).toMatchObject({ freeCancelUntil: null, cancelFee: { amount: 500 } });
    const ended = await expectOk<Trip>(rider.post(`/v1/trips/${trip.id}/cancel`, because));
    expect(ended.cancellation).toEqual({
      by: 'rider',
      ...because,
      fee: { amount: 0, currency: 'USD' },
    });
  });

  it('costs the fee that the trip showed once the free time is over', async () => {
    const { rider, trip } = await shortRide('driver_assigned');
    expect(Date.parse(trip.freeCancelUntil!)).toBeLessThan(Date.now());
    const ended = await expectOk<Trip>(rider.post(`/v1/trips/${trip.id}/cancel`, because));
    expect(ended.cancellation?.fee).toEqual(trip.cancelFee);
    const receipt = await expectOk(rider.get(`/v1/trips/${trip.id}/receipt`));
    expect(receipt).toMatchObject({ total: trip.cancelFee });
  });

  it('a rider’s cancel is not possible once the ride has begun', async () => {
    const { rider, driver, trip } = await shortRide('in_progress');
    for (const who of [rider, driver]) {
      const answer = await who.post(`/v1/trips/${trip.id}/cancel`, because);
      expectProblem(answer, 409, 'TRIP_TRANSITION_NOT_ALLOWED');
    }
  });
});

describe('a rating', () => {
  it('a rating is given once by each side, after the end, and counts from the next ride on', async () => {
    const { rider, driver, trip } = await shortRide('in_progress');
    const rate = (who: typeof rider, stars: number) =>
      who.post(`/v1/trips/${trip.id}/rating`, { stars });
    expectProblem(await rate(rider, 5), 409, 'TRIP_TRANSITION_NOT_ALLOWED');
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));

    await expectOk(rate(rider, 4));
    await expectOk(rate(driver, 3));
    for (const who of [rider, driver]) {
      expectProblem(await rate(who, 1), 409, 'RATING_ALREADY_GIVEN');
    }
    expect((await requestTrip(rider)).rider.rating).toBe(3);
  });

  it('given ten times at once is given once', async () => {
    const { rider, trip } = await shortRide('completed');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => rider.post(`/v1/trips/${trip.id}/rating`, { stars: 5 })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  });
});

describe('a rider', () => {
  it('a rider has one active trip: a second is refused, also when both requests come at once', async () => {
    const rider = await signUp(server, 'rider');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => rider.post('/v1/trips', PLACES)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    answers
      .filter(({ status }) => status !== 201)
      .forEach((answer) => expectProblem(answer, 409, 'TRIP_ALREADY_ACTIVE'));
  });

  it('a rider who asks again with the same key gets the same trip', async () => {
    const rider = await signUp(server, 'rider');
    const key = newKey();
    const first = await rider.post('/v1/trips', PLACES, key);
    const again = await rider.post('/v1/trips', PLACES, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await rider.post('/v1/trips', { ...PLACES, dropoff: pickup }, key);
    expectProblem(other, 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('two riders may use the same key, because a key belongs to its user', async () => {
    const key = newKey();
    const [one, two] = await Promise.all([signUp(server, 'rider'), signUp(server, 'rider')]);
    const first = await expectOk<Trip>(one.post('/v1/trips', PLACES, key));
    const second = await expectOk<Trip>(two.post('/v1/trips', PLACES, key));
    expect(second.id).not.toBe(first.id);
    expect(second.riderId).toBe(two.id);
  });

  it('sees their own trips, newest first, page by page, each once', async () => {
    const rider = await signUp(server, 'rider');
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { id } = await requestTrip(rider);
      await expectOk(rider.post(`/v1/trips/${id}/cancel`, because));
      ids.unshift(id);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const page = tripPageSchema.parse(await expectOk(rider.get(`/v1/trips?limit=2${query}`)));
      seen.push(...page.trips.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
    const completed = await expectOk(rider.get('/v1/trips?status=completed'));
    expect(completed).toEqual({ trips: [], nextCursor: null });
  });
});

describe('a quote', () => {
  const quoted = async () => {
    const rider = await signUp(server, 'rider');
    const quote = await expectOk<{ id: string; fare: unknown }>(rider.post('/v1/quotes', PLACES));
    return { rider, quote, use: () => rider.post('/v1/trips', { quoteId: quote.id }) };
  };

  it('a quote is the price of the trip that uses it', async () => {
    const { quote, use } = await quoted();
    expect(await expectOk<Trip>(use())).toMatchObject({ fare: quote.fare, ...PLACES });
  });

  it('a quote is used once', async () => {
    const { rider, use } = await quoted();
    const trip = await expectOk<Trip>(use());
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, because));
    expectProblem(await use(), 409, 'QUOTE_ALREADY_USED');
  });

  it('a quote does not hold after its time', async () => {
    const { quote, use } = await quoted();
    await peek.rows('UPDATE quote SET expires_at = now() WHERE id = $1', [quote.id]);
    expectProblem(await use(), 409, 'QUOTE_EXPIRED');
  });

  it('a quote of another rider is unknown', async () => {
    const { quote } = await quoted();
    const stranger = await signUp(server, 'rider');
    const answer = await stranger.post('/v1/trips', { quoteId: quote.id });
    expectProblem(answer, 404, 'NOT_FOUND');
  });

  it.each([
    ['Berlin', { lat: 52.52, lng: 13.405 }],
    ['the South Pole', { lat: -90, lng: 0 }],
    ['Antarctica', { lat: -75.1, lng: -74 }],
    ['where longitude and latitude are swapped', { lat: -73.984, lng: 40.7549 }],
    ['the origin of the coordinates', { lat: 0, lng: 0 }],
    ['the other side of the river', { lat: 40.7549, lng: -74.03 }],
  ])('neither a quote nor a trip is given to or from %s', async (_, outside) => {
    const rider = await signUp(server, 'rider');
    const rides = [
      { ride: { pickup, dropoff: outside }, place: 'dropoff', end: 'drop-off' },
      { ride: { pickup: outside, dropoff }, place: 'pickup', end: 'pickup' },
    ];
    for (const { ride, place, end } of rides) {
      for (const path of ['/v1/quotes', '/v1/trips']) {
        const answer = await rider.post(path, ride);
        expectProblem(answer, 422, 'PLACE_OUTSIDE_CITY');
        expect(answer.body).toMatchObject({
          place,
          city: 'Gridtown',
          limitMeters: 500,
          detail: `The ${end} is outside Gridtown. Choose a place within 500 m of its roads.`,
        });
      }
    }
    const { body } = await rider.get<{ trips: unknown[] }>('/v1/trips');
    expect(body.trips).toEqual([]);
  });

  it('a quote, its trip, the receipt and the history name both ends of the ride', async () => {
    const rider = await signUp(server, 'rider');
    const { body: quote } = await rider.post<Quote>('/v1/quotes', { pickup, dropoff });
    expect(quote).toMatchObject(ENDS);
    const { body: trip } = await rider.post<Trip>('/v1/trips', { quoteId: quote.id });
    expect(trip).toMatchObject(ENDS);
    await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
    expect((await rider.get(`/v1/trips/${trip.id}/receipt`)).body).toMatchObject(ENDS);
    expect((await rider.get('/v1/trips')).body).toMatchObject({ trips: [ENDS] });
    const { body } = await rider.get<{ events: unknown[] }>(`/v1/trips/${trip.id}/events`);
    expect(body.events).toMatchObject([
      { event: 'trip.requested', data: { data: { trip: ENDS } } },
      { event: 'trip.cancelled', data: { data: { trip: ENDS } } },
    ]);
  });

  it('a request without a quote names both ends too', async () => {
    const rider = await signUp(server, 'rider');
    const { body } = await rider.post('/v1/trips', { pickup, dropoff });
    expect(body).toMatchObject(ENDS);
  });
});
