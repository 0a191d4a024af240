import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { streamId, type Trip } from '#contracts';
import {
  checkDelivery,
  nothingFound,
  ReplicatedPostgres,
  startFaultProxy,
  until,
  type FaultProxy,
  type SseProbe,
} from '#testing';
import {
  api,
  dataOf,
  dropoff,
  expectOk,
  goOnline,
  hasActiveEngine,
  newKey,
  nextOffer,
  pickup,
  placesOf,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  StreamWriter,
  type Person,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

let postgres: ReplicatedPostgres;
/** The address that the server knows; it leads to one of the two databases. */
let route: FaultProxy;
let server: TestServer;
let rider: Subscriber;
/** Ends the work of the other riders, also when a test fails. */
let ending: AbortController;

beforeAll(async () => {
  postgres = await ReplicatedPostgres.start();
  route = await startFaultProxy(postgres.primaryUrl);
  server = await startTestServer({ DATABASE_URL: route.url });
});

afterAll(async () => {
  await server.stop();
  await route.close();
  await postgres.stop();
});

beforeEach(async () => {
  ending = new AbortController();
  rider = await subscribe();
});

afterEach(async () => {
  ending.abort();
  await rider.stream.close();
});

const ready = () => api(server).get('/health/ready');

/** A rider with an open stream, whose first snapshot has come. */
interface Subscriber {
  person: Person;
  stream: SseProbe;
}

async function subscribe(): Promise<Subscriber> {
  const person = await signUp(server, 'rider');
  const stream = await person.stream();
  await stream.next(({ event }) => event === 'stream.snapshot');
  return { person, stream };
}

/** The idempotency keys of one trip. */
const newKeys = () => ({ request: newKey(), cancel: newKey() });

/** Requests a trip and cancels it. @returns the trip's id if the server acknowledged both */
async function requestAndCancel(
  { person }: Subscriber,
  keys = newKeys(),
): Promise<string | undefined> {
  const requested = await person.post<Trip>('/v1/trips', { pickup, dropoff }, keys.request);
  if (requested.status >= 300) return undefined;
  const reason = { reason: 'Plans changed' };
  const path = `/v1/trips/${requested.body.id}/cancel`;
  const { status } = await person.post(path, reason, keys.cancel);
  return status < 300 ? requested.body.id : undefined;
}

/** Requests and cancels trips one after the other, through outages, until the signal. */
async function work(member: Subscriber, acknowledged: string[], ending: AbortSignal) {
  while (!ending.aborted) {
    // A rider has one trip at a time: one whose answer was lost must be cancelled before the next.
    const keys = newKeys();
    const id = await until('a trip is acknowledged', async () =>
      ending.aborted ? 'none' : requestAndCancel(member, keys),
    );
    if (id !== 'none') acknowledged.push(id);
  }
}

async function untilServing(): Promise<void> {
  await until('the server is ready', async () => (await ready()).status === 200);
  await until('the engine is active', () => hasActiveEngine(server));
}

/** Waits until the server has noticed that its address leads to a standby. */
async function untilOnStandby(): Promise<void> {
  await until('readiness says standby', async () => {
    const { status, body } = await ready();
    return status === 503 && body.checks?.database?.reason === 'standby';
  });
  await until('no engine is active', async () => !(await hasActiveEngine(server)));
}

describe('an address that leads to a standby and back', () => {
  it('commands answer 503 meanwhile, and open streams go on exactly, because the history is the same', async () => {
    expect(await requestAndCancel(rider)).toBeDefined();
    route.routeTo(postgres.standbyUrl);
    await untilOnStandby();
    const refused = await rider.person.post('/v1/trips', { pickup, dropoff });
    expectProblem(refused, 503, 'DATABASE_UNAVAILABLE');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api(server).get('/health/live')).status).toBe(200);

    const stream = streamId('rider', rider.person.id);
    const writer = await StreamWriter.at({ databaseUrl: postgres.primaryUrl });
    await writer.commit(stream, 3);
    route.routeTo(postgres.primaryUrl);
    await untilServing();
    const places = () => placesOf(stream, rider.stream.frames);
    const committed = await writer.committed(stream);
    await writer.close();
    await until('all events have come', () => places().length >= committed.length);
    expect(checkDelivery(committed, places())).toEqual(nothingFound);
    expect(rider.stream.violations).toEqual([]);
    expect(await requestAndCancel(rider)).toBeDefined();
  });
});

describe('a failover from the primary to its standby', () => {
  it('commands answer 503 until the promotion, no acknowledged one is lost, and each cursor is reset once', async () => {
    expect(await requestAndCancel(rider)).toBeDefined();
    await rider.stream.next(({ event }) => event === 'trip.cancelled');
    const crowd = await Promise.all(Array.from({ length: 4 }, subscribe));
    const acknowledged: string[] = [];
    const workers = crowd.map((member) => work(member, acknowledged, ending.signal));
    await until('the riders are in the middle of their work', () => acknowledged.length >= 20);
    await postgres.crashPrimary();
    const refused = await until('a command is refused', async () => {
      const answer = await rider.person.post('/v1/quotes', { pickup, dropoff });
      return answer.status === 503 ? answer : undefined;
    });
    expectProblem(refused, 503, 'DATABASE_UNAVAILABLE');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    route.routeTo(postgres.standbyUrl);
    await untilOnStandby();
    const before = acknowledged.length;
    await postgres.promote();
    await untilServing();
    await until('the riders’ commands work again', () => acknowledged.length >= before + 20);
    ending.abort();
    await Promise.all(workers);

    const promoted = await SqlPeek.at({ databaseUrl: postgres.standbyUrl });
    const kept = await promoted.rows<{ id: string }>(
      `SELECT id FROM trip WHERE status = 'cancelled' AND id = ANY ($1)`,
      [acknowledged],
    );
    expect(kept.length).toBe(acknowledged.length);
    const engines = await promoted.value<number>(
      `SELECT count(*)::int FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND application_name = 'tripstream-engine'`,
    );
    expect(engines).toBe(1);
    // A trip whose cancellation was refused would get the driver's offer.
    await promoted.resetCity();
    await promoted.close();
    await Promise.all(crowd.map(({ stream }) => stream.close()));
    await expectResetOnce(rider);
    await completeRide();
  });
});

/** A promoted standby may have lost events, so it begins another history (docs/operations.md). */
async function expectResetOnce({ person, stream }: Subscriber): Promise<void> {
  expect(await stream.ended).toBe('server');
  const closing = stream.frames.find(({ event }) => event === 'stream.closing');
  expect(dataOf(closing)).toEqual({ reason: 'unavailable', reconnect: true });
  expect(stream.violations).toEqual([]);
  const headers = { 'last-event-id': closing?.id ?? '' };
  const second = await person.stream(undefined, { headers });
  const opened = await second.next(({ event }) => event === 'stream.opened');
  expect(dataOf(opened)).toMatchObject({ mode: 'reset', reason: 'foreign_epoch' });
  const snapshot = await second.next(({ event }) => event === 'stream.snapshot');
  await second.close();
  const third = await person.stream(undefined, { headers: { 'last-event-id': snapshot.id! } });
  const again = await third.next(({ event }) => event === 'stream.opened');
  expect(dataOf(again)).toMatchObject({ mode: 'resumed' });
  await third.close();
}

async function completeRide(): Promise<void> {
  const { person } = rider;
  const driver = await signUp(server, 'driver');
  const offers = await driver.stream();
  await goOnline(driver);
  const { id, pin } = await requestTrip(person);
  const offer = await nextOffer(offers);
  await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
  await expectOk(driver.post(`/v1/trips/${id}/arrive`));
  await expectOk(driver.post(`/v1/trips/${id}/start`, { pin }));
  await expectOk(driver.post(`/v1/trips/${id}/complete`));
  await offers.close();
}
