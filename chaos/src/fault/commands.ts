import { randomUUID } from 'node:crypto';
import type { Trip } from '#contracts';
import { until } from '#testing';
import { codeOf, RawClient, type RawResponse } from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import type { Experiment, Fault } from '../run/experiment.js';
import type { Target } from '../target/target.js';

const REPETITIONS = 50;
/** A repeated command is refused only while its first run is under way, which takes milliseconds. */
const ANSWERED_WITHIN_MS = 20_000;
const ROUTE = { pickup: PICKUP, dropoff: DROPOFF };

const retryStorm: Fault = {
  name: 'retry-storm',
  description: 'each command of a ride is sent fifty times at once, with one key and with none',
  population: { riders: 0, drivers: 0 },
  async inject({ target, findings }) {
    findings.markChecked('P7', 'P10');
    const baseUrl = target.serverProxy.url;
    const [rider, driver] = await Promise.all([
      RawClient.signUp(baseUrl, 'rider'),
      RawClient.signUp(baseUrl, 'driver'),
    ]);
    const repeat = (client: RawClient, path: string, body?: unknown) =>
      sendRepeatedly({ client, path, body, findings });
    await repeat(rider, '/v1/quotes', ROUTE);
    const { id: tripId, pin } = (await repeat(rider, '/v1/trips', ROUTE)) as Trip;
    const offer = await insertOffer(target, tripId, driver.id);
    await repeat(driver, `/v1/offers/${offer}/accept`);
    await repeat(driver, `/v1/trips/${tripId}/arrive`, { position: PICKUP });
    await repeat(driver, `/v1/trips/${tripId}/start`, { pin });
    await repeat(driver, `/v1/trips/${tripId}/complete`, { position: DROPOFF });
    await repeat(rider, `/v1/trips/${tripId}/rating`, { stars: 5 });
    const [made] = await target.query<{ quotes: number; trips: number; events: number }>(
      `SELECT (SELECT count(*)::int FROM quote WHERE rider_id = $1) AS quotes,
         (SELECT count(*)::int FROM trip WHERE rider_id = $1) AS trips,
         (SELECT count(*)::int FROM mailbox WHERE stream = $2) AS events`,
      [rider.id, `trip/${tripId}`],
    );
    const effects = JSON.stringify(made);
    const isOne = made?.quotes === 1 && made.trips === 1 && made.events === 5;
    findings.expect('P10', isOne, `fifty of each command made ${effects}`);
    await requestWithoutKeys(target, findings);
  },
};

interface RepeatedCommand {
  client: RawClient;
  path: string;
  body: unknown;
  findings: Experiment['findings'];
}

/**
 * Sends one command fifty times at once with one key. The server must answer each request
 * with the same response or with IDEMPOTENCY_IN_FLIGHT.
 */
async function sendRepeatedly({ client, path, body, findings }: RepeatedCommand): Promise<unknown> {
  const key = { 'idempotency-key': randomUUID() };
  const post = (): Promise<RawResponse> => client.post(path, body, key);
  const answers = await Promise.all(Array.from({ length: REPETITIONS }, post));
  const settled = await until(
    'the command is answered',
    async () => {
      const answer = await post();
      return answer.status < 300 ? answer : undefined;
    },
    { timeoutMs: ANSWERED_WITHIN_MS },
  );
  findings.expect(
    'P10',
    settled.headers.get('idempotent-replayed') === 'true',
    `${path} was carried out again for the same key`,
  );
  for (const answer of answers) {
    if (answer.status < 300) {
      const same = answer.text === settled.text;
      findings.expect('P10', same, `${path} was answered in two ways for one key`);
    } else {
      const waits = codeOf(answer) === 'IDEMPOTENCY_IN_FLIGHT';
      findings.expect('P10', waits, `${path} was refused: ${answer.status} ${answer.text}`);
    }
  }
  return settled.body;
}

/** Requests a trip repeatedly without a key, so that only the rules limit the rider to one trip. */
async function requestWithoutKeys(target: Target, findings: Experiment['findings']): Promise<void> {
  const rider = await RawClient.signUp(target.serverProxy.url, 'rider');
  const answers = await Promise.all(
    Array.from({ length: REPETITIONS }, () => rider.post('/v1/trips', ROUTE)),
  );
  const made = answers.filter(({ status }) => status === 201).length;
  if (made !== 1)
    findings.reportViolation('P7', `one rider got ${made} active trips`, Math.abs(made - 1));
  const codes = new Set(answers.filter(({ status }) => status !== 201).map(codeOf));
  const isRefusal = [...codes].join() === 'TRIP_ALREADY_ACTIVE';
  findings.expect('P7', isRefusal || made > 1, `the others were answered ${[...codes].join()}`);
  // Otherwise the engine would offer the trip to the drivers of the recovery probe.
  for (const { status, body } of answers) {
    if (status !== 201) continue;
    await rider.post(`/v1/trips/${(body as Trip).id}/cancel`, { reason: 'Storm over' });
  }
}

const RACES = 8;

const acceptRace: Fault = {
  name: 'accept-race',
  description: 'two drivers accept the offers of one trip at the same moment',
  population: { riders: 0, drivers: 0 },
  async inject({ target, findings }) {
    findings.markChecked('P7');
    const baseUrl = target.serverProxy.url;
    for (let race = 0; race < RACES; race += 1) {
      const rider = await RawClient.signUp(baseUrl, 'rider');
      const drivers = await Promise.all([0, 1].map(() => RawClient.signUp(baseUrl, 'driver')));
      const { id } = (await rider.post('/v1/trips', ROUTE)).body as Trip;
      const offers = await Promise.all(drivers.map((driver) => insertOffer(target, id, driver.id)));
      const answers = await Promise.all(
        drivers.map((driver, i) => driver.post(`/v1/offers/${offers[i] ?? ''}/accept`)),
      );
      const winners = answers.filter(({ status }) => status === 200).length;
      if (winners !== 1) findings.reportViolation('P7', `a trip was given to ${winners} drivers`);
      await Promise.all(
        drivers.map((driver) => driver.post(`/v1/trips/${id}/cancel`, { reason: 'Race over' })),
      );
      await rider.post(`/v1/trips/${id}/cancel`, { reason: 'Race over' });
    }
  },
};

/** Inserts an offer that competes with others for its trip, as a broadcast does. @returns its id */
async function insertOffer(target: Target, tripId: string, driverId: string): Promise<string> {
  const id = randomUUID();
  await target.query(
    `INSERT INTO driver (id, name, availability) VALUES ($1, 'Dora', 'online')
     ON CONFLICT (id) DO UPDATE SET availability = 'online'`,
    [driverId],
  );
  await target.query(
    `INSERT INTO offer (id, trip_id, driver_id, status, exclusive, ride, pickup_eta_seconds,
       pickup_distance_meters, created_at, expires_at)
     SELECT $1, id, $2, 'pending', false, jsonb_build_object('pickup', pickup, 'dropoff',
       dropoff, 'tripDistanceMeters', distance_meters, 'fare', fare, 'rider', rider), 60, 100,
       clock_timestamp(), clock_timestamp() + interval '1 minute'
     FROM trip WHERE id = $3`,
    [id, driverId, tripId],
  );
  return id;
}

const clockAhead: Fault = {
  name: 'clock-off',
  description:
    'the clock of the server is two hours fast: offers, quotes and fees go by the database',
  target: { preloads: ['chaos/src/preload/clock-off.ts'] },
  async inject({ target, workload, findings }) {
    const { clockAheadMs } = await target.server(0).holdings();
    const minutes = Math.round(clockAheadMs / 60_000);
    findings.measure('P8', `the server's clock is ${minutes} minutes ahead`);
    findings.expect('completed', clockAheadMs > 3_600_000, 'the clock of the server was right');
    await workload.awaitTrips(15);
    const [late] = await target.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM offer
       WHERE abs(extract(epoch FROM created_at - now())) > 600`,
    );
    findings.expect('P8', late?.count === 0, 'offers were timed by the wrong clock');
  },
};

export const commandFaults: Fault[] = [retryStorm, acceptRace, clockAhead];
