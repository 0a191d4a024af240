import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Trip, TripStatus } from '#contracts';
import { stateOf, toTripView, tripEntities, type TripEntity } from '#trip';
import { createDataSource, dataSourceOptions } from '#database';
import { until } from '#testing';
import {
  type Answer,
  dropoff,
  type Person,
  pickup,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';

const RIDERS = 6;
const DRIVERS = 5;
const STEPS = 30;

const LEGAL: Record<TripStatus, TripStatus[]> = {
  matching: ['driver_assigned', 'cancelled', 'no_drivers_available'],
  driver_assigned: ['driver_arrived', 'cancelled', 'matching'],
  driver_arrived: ['in_progress', 'cancelled', 'matching'],
  in_progress: ['completed'],
  completed: [],
  cancelled: [],
  no_drivers_available: [],
};

let server: TestServer;
let peek: SqlPeek;
const answers: Answer<unknown>[] = [];

/** All riders and drivers send random commands at once; then the rides are brought to an end. */
beforeAll(async () => {
  server = await startTestServer({
    OFFER_SECONDS: '0.3',
    MATCHING_DEADLINE_SECONDS: '0.8',
    NO_SHOW_SECONDS: '0.001',
  });
  peek = await SqlPeek.at(server);
  const riders = await Promise.all(Array.from({ length: RIDERS }, () => signUp(server, 'rider')));
  const drivers = await Promise.all(
    Array.from({ length: DRIVERS }, () => signUp(server, 'driver')),
  );
  for (const { id } of drivers) await peek.place(id, pickup);
  await Promise.all([...riders.map(liveAsRider), ...drivers.map(liveAsDriver)]);
  await Promise.all(drivers.map((driver) => setAvailability(driver, 'offline')));
  await until('nothing is open any more', () =>
    peek.value<boolean>(
      `SELECT NOT EXISTS (SELECT FROM offer WHERE status = 'pending')
         AND NOT EXISTS (SELECT FROM trip WHERE status = 'matching')`,
    ),
  );
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const chance = (share: number): boolean => Math.random() < share;
const oneOf = <T>(...choices: T[]): T => choices[Math.floor(Math.random() * choices.length)]!;

async function send(call: Promise<Answer<unknown>>): Promise<void> {
  answers.push(await call);
}

const setAvailability = (driver: Person, status: string) =>
  send(driver.put('/v1/drivers/me/availability', { status }));

async function liveAsRider(rider: Person): Promise<void> {
  for (let step = 0; step < STEPS; step++) {
    const id = await peek.value<string | undefined>(
      'SELECT id FROM trip WHERE rider_id = $1 AND ended_at IS NULL',
      [rider.id],
    );
    await send(
      id && chance(0.9) ? useTrip(rider, id) : rider.post('/v1/trips', { pickup, dropoff }),
    );
  }
}

const useTrip = (rider: Person, id: string) =>
  chance(0.1)
    ? rider.post(`/v1/trips/${id}/cancel`, { reason: 'No' })
    : rider.get(`/v1/trips/${id}`);

async function liveAsDriver(driver: Person): Promise<void> {
  for (let step = 0; step < STEPS; step++) {
    const [offer] = await peek.rows<{ id: string }>(
      `SELECT id FROM offer WHERE driver_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [driver.id],
    );
    const [trip] = await peek.rows<{ id: string; pin: string }>(
      'SELECT id, pin FROM trip WHERE driver_id = $1 AND ended_at IS NULL',
      [driver.id],
    );
    if (trip) await send(driver.post(...tripCommand(trip)));
    else if (offer && chance(0.8)) {
      const answer = oneOf('accept', 'accept', 'accept', 'decline');
      const body = answer === 'decline' ? { reason: 'No' } : undefined;
      await send(driver.post(`/v1/offers/${offer.id}/${answer}`, body));
    } else await setAvailability(driver, oneOf('online', 'online', 'online', 'offline'));
  }
}

function tripCommand({ id, pin }: { id: string; pin: string }): [string, unknown] {
  const path = (command: string) => `/v1/trips/${id}/${command}`;
  return oneOf<[string, unknown]>(
    [path('arrive'), undefined],
    [path('arrive'), undefined],
    [path('start'), { pin }],
    [path('start'), { pin: chance(0.5) ? '0000' : pin }],
    [path('complete'), undefined],
    [path('complete'), undefined],
    [path('no-show'), undefined],
    [path('cancel'), { reason: 'No' }],
  );
}

interface TripEventRow {
  type: string;
  seq: string;
  trip: Trip;
}

async function storedTrips(): Promise<TripEntity[]> {
  const options = dataSourceOptions({ url: server.databaseUrl, entities: tripEntities });
  const dataSource = await createDataSource(options);
  const trips = (await dataSource.getRepository('TripEntity').find()) as TripEntity[];
  await dataSource.destroy();
  return trips;
}

const eventsOf = (tripId: string) =>
  peek.rows<TripEventRow>(
    `SELECT o.type, m.seq, o.event->'data'->'trip' AS trip
     FROM mailbox m JOIN outbox o ON o.id = m.outbox_id WHERE m.stream = $1 ORDER BY m.seq`,
    [`trip/${tripId}`],
  );

describe('after many riders and drivers have done anything at once', () => {
  it('random rides take place, and no answer is a server error', () => {
    expect(answers.filter(({ status }) => status < 300).length).toBeGreaterThan(100);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('the fold of each trip’s events is its row', async () => {
    const trips = await storedTrips();
    expect(trips.length).toBeGreaterThan(RIDERS);
    for (const row of trips) {
      const events = await eventsOf(row.id);
      expect(events.at(-1)?.trip).toEqual(toTripView(stateOf(row)));
      expect(events.map(({ trip }) => trip.version)).toEqual(events.map((_, i) => i + 1));
      expect(events.map(({ seq }) => Number(seq))).toEqual(events.map((_, i) => i + 1));
    }
  });

  it('every trip went along legal transitions only', async () => {
    for (const { id } of await storedTrips()) {
      const statuses = (await eventsOf(id)).map(({ trip }) => trip.status);
      expect(statuses[0]).toBe('matching');
      statuses.slice(1).forEach((status, i) => expect(LEGAL[statuses[i]!]).toContain(status));
    }
  });

  it('the last event of each offer is its row, and it ended once', async () => {
    const offers = await peek.rows<{ status: string; types: string[] }>(
      `SELECT f.status, array_agg(o.type ORDER BY m.seq) AS types FROM offer f
       JOIN mailbox m ON m.stream = 'driver/' || f.driver_id
       JOIN outbox o ON o.id = m.outbox_id
         AND f.id::text IN (o.event->'data'->>'offerId', o.event->'data'->'offer'->>'id')
       GROUP BY f.id`,
    );
    expect(offers.length).toBeGreaterThan(0);
    expect(offers.length).toBe(await peek.value('SELECT count(*)::int FROM offer'));
    for (const { status, types } of offers) {
      expect(types).toEqual(['offer.created', `offer.${status}`]);
    }
  });

  it('no offer was accepted after its time, and none of a driver who was out', async () => {
    const late = `SELECT count(*)::int FROM offer WHERE status = 'accepted' AND closed_at >= expires_at`;
    expect(await peek.value<number>(late)).toBe(0);
    const twice = `SELECT count(*)::int FROM (SELECT FROM offer
      WHERE status IN ('declined', 'expired', 'accepted')
      GROUP BY trip_id, driver_id HAVING count(*) > 1) AS again`;
    expect(await peek.value<number>(twice)).toBe(0);
  });

  it('each driver is what their last event says', async () => {
    const odd = await peek.rows(
      `SELECT d.id FROM driver d JOIN LATERAL (
         SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
         WHERE m.stream = 'driver/' || d.id AND o.type LIKE 'driver.%'
         ORDER BY m.seq DESC LIMIT 1) AS last ON true
       WHERE last.type <> 'driver.' || d.availability`,
    );
    expect(odd).toEqual([]);
  });

  it('every stream is gapless, and its head is its last event', async () => {
    const odd = await peek.rows(
      `SELECT s.id FROM stream s LEFT JOIN mailbox m ON m.stream = s.id
       GROUP BY s.id HAVING count(m.seq) <> s.seq OR min(m.seq) <> 1 OR max(m.seq) <> s.seq`,
    );
    expect(odd).toEqual([]);
  });
});
