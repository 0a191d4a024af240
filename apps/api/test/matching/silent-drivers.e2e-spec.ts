import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, until, type SseProbe } from '#testing';
import {
  api,
  dataOf,
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
} from '#api-harness';

const SILENCE_SECONDS = 2;
const SETTINGS = { DRIVER_SILENCE_SECONDS: String(SILENCE_SECONDS) };

let server: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer(SETTINGS);
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

async function onDuty(): Promise<{ driver: Person; stream: SseProbe }> {
  const driver = await signUp(server, 'driver');
  const stream = await driver.stream();
  streams.push(stream);
  await goOnline(driver);
  return { driver, stream };
}

/** Waits until the driver's last sign of life in the database is older than the limit. */
const untilSilent = ({ id }: Person) =>
  until('the driver is silent', () =>
    peek.value<boolean>(
      `SELECT seen_at < clock_timestamp() - make_interval(secs => $2)
       FROM driver_presence WHERE driver_id = $1`,
      [id, SILENCE_SECONDS],
    ),
  );
const offersTo = ({ id }: Person, look = peek) =>
  look.value<number>('SELECT count(*)::int FROM offer WHERE driver_id = $1', [id]);

describe('a driver of whom nothing is heard', () => {
  it('gets no offers, although their stream is open, until any request of theirs', async () => {
    const silent = await onDuty();
    await untilSilent(silent.driver);
    const trip = await requestTrip(await signUp(server, 'rider'));
    const awake = await onDuty();
    const offer = await nextOffer(awake.stream);
    expect(offer.tripId).toBe(trip.id);
    expect(await offersTo(silent.driver)).toBe(0);

    await expectOk(silent.driver.get('/v1/trips'));
    await expectOk(awake.driver.post(`/v1/offers/${offer.id}/decline`, { reason: 'Too far' }));
    expect((await nextOffer(silent.stream)).tripId).toBe(trip.id);
  });

  it('loses the offer that waits for them, and stays on duty', async () => {
    const { driver, stream } = await onDuty();
    const trip = await requestTrip(await signUp(server, 'rider'));
    const offer = await nextOffer(stream);
    const revoked = await stream.next(({ event }) => event === 'offer.revoked');
    expect(dataOf(revoked).data).toEqual({
      offerId: offer.id,
      tripId: trip.id,
      reason: 'driver_silent',
    });
    const back = await driver.stream();
    streams.push(back);
    const snapshot = await back.next(({ event }) => event === 'stream.snapshot');
    expect(dataOf(snapshot).availability).toBe('online');
    // To open a stream is a request: they are there again, also for this trip.
    expect((await nextOffer(back)).tripId).toBe(trip.id);
  });
});

describe('a driver who is heard of', () => {
  it.each([
    ['a location', '/v1/drivers/me/locations', pickup],
    ['an acknowledgement', '/v1/streams/acks', { cursor: 'e-1' }],
    ['a command that is refused', '/v1/trips/0/arrive', {}],
  ])('a driver who shows life by %s gets offers', async (_what, path, body) => {
    const { driver, stream } = await onDuty();
    await untilSilent(driver);
    const trip = await requestTrip(await signUp(server, 'rider'));
    await driver.post(path, body);
    expect((await nextOffer(stream)).tripId).toBe(trip.id);
  });

  it('a driver who shows life at one process gets offers of the engine of another', async () => {
    const { driver, stream } = await onDuty();
    const other = await startTestServer({ ...SETTINGS, DATABASE_URL: server.databaseUrl });
    await untilSilent(driver);
    const trip = await requestTrip(await signUp(server, 'rider'));
    await expectOk(api(other, driver.token).get('/v1/trips'));
    expect((await nextOffer(stream)).tripId).toBe(trip.id);
    await other.stop();
  });
});

describe('when Postgres has lost its signs of life', () => {
  it('silence counts from the moment that the engine began', async () => {
    const database = await createTestDatabase();
    const settings = { DATABASE_URL: database.url };
    const before = await startTestServer(settings);
    const [rider, driver] = await Promise.all([signUp(before, 'rider'), signUp(before, 'driver')]);
    await goOnline(driver);
    await before.stop();
    const look = await SqlPeek.at(before);
    await look.rows('TRUNCATE driver_presence');

    const after = await startTestServer(settings);
    await requestTrip({ ...rider, ...api(after, rider.token) });
    await until('the driver is asked', async () => (await offersTo(driver, look)) === 1);
    await look.close();
    await after.stop();
    await database.drop();
  });
});

describe('with DRIVER_SILENCE_SECONDS=0', () => {
  it('no driver counts as silent when DRIVER_SILENCE_SECONDS is 0', async () => {
    const trusting = await startTestServer({ DRIVER_SILENCE_SECONDS: '0' });
    const look = await SqlPeek.at(trusting);
    const [rider, driver] = await Promise.all([
      signUp(trusting, 'rider'),
      signUp(trusting, 'driver'),
    ]);
    await goOnline(driver);
    await look.rows(`UPDATE driver_presence SET seen_at = seen_at - interval '1 day'`);
    await requestTrip(rider);
    await until('the driver is asked', async () => (await offersTo(driver, look)) === 1);
    await look.close();
    await trusting.drop();
  });
});
