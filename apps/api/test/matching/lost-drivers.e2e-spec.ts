import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Trip, TripStatus } from '#contracts';
import { createTestDatabase, until, type SseProbe } from '#testing';
import {
  api,
  dataOf,
  expectOk,
  goOnline,
  nextOffer,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  tripOf,
  type TestServer,
} from '#api-harness';

const LOST_SECONDS = 6;
const SETTINGS = {
  // Long enough for an offer to a driver who sends no location, also on a slow machine.
  DRIVER_SILENCE_SECONDS: '4',
  DRIVER_LOST_SECONDS: String(LOST_SECONDS),
  FREE_CANCEL_SECONDS: '0.001',
};

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer(SETTINGS);
  peek = await SqlPeek.at(server);
});

beforeEach(() => peek.resetCity());

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const nextTrip = async (stream: SseProbe, type: string): Promise<Trip> => {
  const frame = await stream.next(({ event }) => event === type);
  return (dataOf(frame).data as { trip: Trip }).trip;
};
/**
 * The driver's last sign of life moves into the past, as if they had been silent since. Signs of
 * life are written in batches, so one more is sent and awaited: it comes after all earlier ones.
 */
async function age(city: SqlPeek, { driver, trip }: Awaited<ReturnType<typeof rideTo>>) {
  const before = await city.value<Date>('SELECT clock_timestamp()');
  await driver.post('/v1/drivers/me/locations', trip.pickup);
  await until('the last sign of life is written', () =>
    city.value<boolean>(
      `SELECT coalesce((SELECT seen_at >= $2 FROM driver_presence WHERE driver_id = $1), false)`,
      [driver.id, before],
    ),
  );
  await city.rows(
    `UPDATE driver_presence SET seen_at = seen_at - interval '1 hour' WHERE driver_id = $1`,
    [driver.id],
  );
}

describe.each(['driver_assigned', 'driver_arrived'] as const)(
  'a driver who vanishes while the trip is %s',
  (status: 'driver_assigned' | 'driver_arrived') => {
    it('the rider is told of the silence, pays nothing, and gets another driver', async () => {
      const { rider, driver, trip } = await rideTo(server, status);
      const stream = await rider.stream();
      const silent = await nextTrip(stream, 'trip.driver_silent');
      expect(silent).toMatchObject({ id: trip.id, status, driver: { id: driver.id } });
      const lostMs = Date.parse(silent.driverLostAt!) - Date.parse(silent.driverSilentSince!);
      expect(lostMs).toBeGreaterThanOrEqual(LOST_SECONDS * 1000);

      const searching = await nextTrip(stream, 'trip.redispatching');
      expect(searching).toMatchObject({
        status: 'matching',
        driver: null,
        cancellation: null,
        driverSilentSince: null,
        driverLostAt: null,
      });

      const other = await signUp(server, 'driver');
      const otherStream = await other.stream();
      await goOnline(other);
      expect((await nextOffer(otherStream)).tripId).toBe(trip.id);
      // The first driver comes back, and has lost the trip for good.
      expect((await driver.post(`/v1/trips/${trip.id}/arrive`)).status).toBe(404);
      await Promise.all([stream.close(), otherStream.close()]);
    });
  },
);

describe('a driver who vanishes during the ride', () => {
  it('the trip shows the silence in events and snapshots, stays with its driver, and shows the return', async () => {
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    const stream = await rider.stream();
    const { driverSilentSince, driverLostAt } = await nextTrip(stream, 'trip.driver_silent');
    await until('the driver is lost', () =>
      peek.value<boolean>('SELECT clock_timestamp() > $1::timestamptz', [driverLostAt]),
    );
    const late = await rider.stream();
    const snapshot = await late.next(({ event }) => event === 'stream.snapshot');
    expect((dataOf(snapshot) as unknown as { trip: Trip }).trip).toMatchObject({
      status: 'in_progress',
      driver: { id: driver.id },
      driverSilentSince,
      driverLostAt,
    });

    await driver.post('/v1/drivers/me/locations', trip.pickup);
    expect(await nextTrip(stream, 'trip.driver_back')).toMatchObject({
      status: 'in_progress',
      driverSilentSince: null,
      driverLostAt: null,
    });
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`, { position: trip.dropoff }));
    await Promise.all([stream.close(), late.close()]);
  });
});

/** The driver arrived an hour ago, so the waiting time of a no-show is over. */
const arriveEarlier = (city: SqlPeek, trip: Trip) =>
  city.rows(`UPDATE trip SET arrived_at = arrived_at - interval '1 hour' WHERE id = $1`, [trip.id]);

const reportNoShow = ({ driver, trip }: Awaited<ReturnType<typeof rideTo>>) =>
  expectOk<Trip>(driver.post(`/v1/trips/${trip.id}/no-show`, { position: trip.pickup }));

describe('a driver who was silent during the wait and is back', () => {
  it('the no-show costs nothing, because the wait for the fee begins again', async () => {
    const ride = await rideTo(server, 'driver_arrived');
    await arriveEarlier(peek, ride.trip);
    const stream = await ride.rider.stream();
    await nextTrip(stream, 'trip.driver_silent');
    await ride.driver.post('/v1/drivers/me/locations', ride.trip.pickup);
    await nextTrip(stream, 'trip.driver_back');
    const { cancellation } = await reportNoShow(ride);
    expect(cancellation).toMatchObject({ by: 'no_show', fee: { amount: 0 } });
    await stream.close();
  });
});

describe('a rider who cancels after the free time', () => {
  let patient: TestServer;
  let look: SqlPeek;

  /** The engine of this server doesn't take a driver for silent by itself. */
  beforeAll(async () => {
    patient = await startTestServer({
      ...SETTINGS,
      DRIVER_SILENCE_SECONDS: '300',
      DRIVER_LOST_SECONDS: '0',
    });
    look = await SqlPeek.at(patient);
  });

  beforeEach(() => look.resetCity());

  afterAll(async () => {
    await look.close();
    await patient.drop();
  });

  const cancel = async (status: TripStatus, isSilent: boolean) => {
    const ride = await rideTo(patient, status as 'driver_assigned');
    if (isSilent) await age(look, ride);
    const { rider, trip } = ride;
    const reason = 'It takes too long';
    return expectOk<Trip>(rider.post(`/v1/trips/${trip.id}/cancel`, { reason }));
  };

  it('the cancel costs the fee while the driver is heard', async () => {
    expect((await cancel('driver_arrived', false)).cancellation?.fee.amount).toBe(500);
  });

  it('the no-show costs the fee only if the driver was heard before it', async () => {
    for (const [isSilent, amount] of [
      [false, 500],
      [true, 0],
    ] as const) {
      const ride = await rideTo(patient, 'driver_arrived');
      await arriveEarlier(look, ride.trip);
      if (isSilent) await age(look, ride);
      expect((await reportNoShow(ride)).cancellation?.fee.amount).toBe(amount);
    }
  });

  it('the cancel is free while the driver is silent, also before the engine has noticed', async () => {
    expect((await cancel('driver_assigned', true)).cancellation?.fee.amount).toBe(0);
    expect((await cancel('driver_arrived', true)).cancellation?.fee.amount).toBe(0);
  });
});

describe('after the server was away', () => {
  it('silence counts from its return, and the trip of a lost driver still moves on', async () => {
    const database = await createTestDatabase();
    const settings = { ...SETTINGS, DATABASE_URL: database.url };
    const before = await startTestServer(settings);
    const { rider, trip } = await rideTo(before, 'driver_assigned');
    await before.stop();
    const look = await SqlPeek.at(before);
    await look.rows(`UPDATE driver_presence SET seen_at = seen_at - interval '1 hour'`);
    await look.rows(`UPDATE trip SET assigned_at = assigned_at - interval '1 hour'`);
    const returnedAt = await look.value<Date>('SELECT clock_timestamp()');

    const after = await startTestServer(settings);
    await until('the trip looks for another driver', async () =>
      (await look.eventsOf(`trip/${trip.id}`)).includes('trip.redispatching'),
    );
    const redispatchedAt = await look.value<Date>('SELECT matching_since FROM trip');
    const waitedMs = redispatchedAt.getTime() - returnedAt.getTime();
    expect(waitedMs).toBeGreaterThanOrEqual(LOST_SECONDS * 1000);
    const seen = await tripOf({ ...rider, ...api(after, rider.token) }, trip.id);
    expect(seen.status).toBe('matching');
    await look.close();
    await after.stop();
    await database.drop();
  });
});

describe('with DRIVER_LOST_SECONDS=0', () => {
  it('no driver is ever lost when DRIVER_LOST_SECONDS is 0', async () => {
    const trusting = await startTestServer({
      DRIVER_LOST_SECONDS: '0',
      DRIVER_SILENCE_SECONDS: '1',
    });
    const look = await SqlPeek.at(trusting);
    const { rider, trip } = await rideTo(trusting, 'driver_assigned');
    await look.rows(`UPDATE driver_presence SET seen_at = seen_at - interval '1 day'`);
    await until('the rider sees the silence', async () => {
      const { driverSilentSince } = await tripOf(rider, trip.id);
      return driverSilentSince;
    });
    expect((await tripOf(rider, trip.id)).driverLostAt).toBeNull();
    await look.close();
    await trusting.drop();
  });
});
