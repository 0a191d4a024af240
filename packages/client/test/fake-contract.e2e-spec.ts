/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call, @typescript-eslint/restrict-template-expressions -- The schemas check what the types can't say of parsed JSON. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '#api-harness';
import {
  availabilityStateSchema,
  cityMapSchema,
  nearPlaceSchema,
  placeListSchema,
  declinedOfferSchema,
  pollAnswerSchema,
  quoteSchema,
  receiptSchema,
  sessionSchema,
  sharedTripSchema,
  shareLinkSchema,
  tripPageSchema,
  tripSchema,
  type Session,
  type Trip,
} from '#contracts';
import { createFakeTripstream } from '../src/testing/index.js';
import { until } from './until.js';
import { ContractClient, type ContractStream, type Json } from './contract-client.js';

const pickup = { lat: 40.7549, lng: -73.984 };
const dropoff = { lat: 40.7585, lng: -73.981 };
const away = { lat: 40.7485, lng: -73.9905 };
const outside = { lat: 52.52, lng: 13.4 };
const UNKNOWN = '01a1fd33-3be9-7388-bed4-2065209c12ba';

/** Each scenario has a city of its own: a driver of another one may be near when a fare is quoted. */
let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.drop());

type Scenario = (client: ContractClient) => Promise<unknown>;

/** Runs a scenario with the fake and with the real server, which must do the same. */
async function compare(scenario: Scenario): Promise<void> {
  const fake = createFakeTripstream({ heartbeatSeconds: 0.5, streamsPerUser: 100 });
  const run = async (target: { baseUrl: string; fetch: typeof fetch }) => {
    const client = new ContractClient(target);
    const outcome = await scenario(client);
    await client.closeStreams();
    return { outcome, transcript: client.transcript };
  };
  const actual = await run({ baseUrl: fake.baseUrl, fetch: fake.fetch });
  const expected = await run({ baseUrl: server.url, fetch });
  await fake.close();
  expect(actual).toEqual(expected);
}

async function requestTrip(client: ContractClient, rider: Session): Promise<Trip> {
  const { body } = await client.call('POST /v1/trips', {
    token: rider.token,
    body: { pickup, dropoff },
    schema: tripSchema,
  });
  return body;
}

const setAvailability = (client: ContractClient, { token }: Session, body: object) =>
  client.call('PUT /v1/drivers/me/availability', { token, body, schema: availabilityStateSchema });

const goOffline = (client: ContractClient, driver: Session) =>
  setAvailability(client, driver, { status: 'offline' });

const offerIn = async (stream: ContractStream): Promise<string> =>
  (await stream.waitFor('offer.created')).data.offer.id;

interface Ride {
  rider: Session;
  driver: Session;
  trip: Trip;
  riderStream: ContractStream;
  driverStream: ContractStream;
}

/** A trip that its driver has accepted, with the streams of both. */
async function assigned(client: ContractClient): Promise<Ride> {
  const [rider, driver] = [await client.signUp('rider'), await client.signUp('driver')];
  const riderStream = await client.stream('/v1/riders/me/stream', rider);
  const driverStream = await client.stream('/v1/drivers/me/stream', driver);
  await Promise.all([riderStream, driverStream].map((each) => each.waitFor('stream.snapshot')));
  const vehicle = { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' };
  await setAvailability(client, driver, { status: 'online', position: pickup, vehicle });
  const trip = await requestTrip(client, rider);
  const offerId = await offerIn(driverStream);
  await client.call(`POST /v1/offers/${offerId}/accept`, {
    token: driver.token,
    schema: tripSchema,
  });
  await riderStream.waitFor('trip.driver_assigned');
  await driverStream.waitFor('trip.driver_assigned');
  return { rider, driver, trip, riderStream, driverStream };
}

const drive = (
  client: ContractClient,
  { driver, trip }: Ride,
  [command, body]: [string, object?],
) =>
  client.call(`POST /v1/trips/${trip.id}/${command}`, {
    token: driver.token,
    body,
    schema: tripSchema,
  });

async function finish(client: ContractClient, ride: Ride): Promise<void> {
  await drive(client, ride, ['arrive']);
  await drive(client, ride, ['start', { pin: ride.trip.pin }]);
  await drive(client, ride, ['complete']);
}

describe('the fake server does the same as the real one', () => {
  it('in a whole ride, on the streams of the rider, the driver and the trip', () =>
    compare(async (client) => {
      const ride = await assigned(client);
      const { rider, driver, trip, riderStream, driverStream } = ride;
      const path = `/v1/trips/${trip.id}/stream`;
      const tripStream = await client.stream(path, rider);
      await tripStream.waitFor('stream.snapshot');
      const token = driver.token;
      const reading = { ...pickup, headingDegrees: 29 };
      await client.call('POST /v1/drivers/me/locations', { token, body: reading });
      await riderStream.waitFor('driver.location');
      await finish(client, ride);
      await riderStream.waitFor('trip.completed');
      await driverStream.waitFor('trip.completed');
      await tripStream.waitForEnd();
      for (const who of [rider, driver]) {
        const again = { token: who.token, body: { stars: 5 }, schema: tripSchema };
        await client.call(`POST /v1/trips/${trip.id}/rating`, again);
        await client.call(`POST /v1/trips/${trip.id}/rating`, again);
      }
      await client.call(`GET /v1/trips/${trip.id}/receipt`, {
        token: rider.token,
        schema: receiptSchema,
      });
      await client.call(`GET /v1/trips/${trip.id}/events`, { token: rider.token });
      await client.call(`GET /v1/trips?limit=1`, { token: rider.token, schema: tripPageSchema });
      await client.call(`GET /v1/trips?limit=0`, { token: rider.token });
      const ended = await client.stream(path, rider);
      await ended.waitForEnd();
      const last = tripStream.events.at(-2)!.id;
      await client.stream(path, { token: rider.token, cursor: last });
      await goOffline(client, driver);
      await driverStream.waitFor('driver.offline');
      return [
        [riderStream.names, riderStream.shapes('rider')],
        [driverStream.names, driverStream.shapes('driver')],
        [tripStream.names, tripStream.shapes('trip')],
        ended.names,
      ];
    }));

  it('when a rider gives a tip, which clients read after the end of the trip', () =>
    compare(async (client) => {
      const ride = await assigned(client);
      const { rider, driver, trip, driverStream, riderStream } = ride;
      const { token } = rider;
      const path = `/v1/trips/${trip.id}/stream`;
      const { body: link } = await client.call(`POST /v1/trips/${trip.id}/share`, { token });
      await finish(client, ride);
      const before = await client.stream(path, rider);
      await before.waitForEnd();
      const atEnd = before.events.at(-1)!.id;
      const ride0 = riderStream.events[0]!.id.replace(/-.*$/, '-1');
      const tip = (amount: number) =>
        client.call(`POST /v1/trips/${trip.id}/tip`, { token, body: { amount } });
      for (const amount of [0, 1_000_000, 200, 200, 300]) await tip(amount);
      await driverStream.waitFor('trip.tipped');
      const streams: Json[] = [];
      const query = `?share=${link.token}`;
      for (const options of [
        { token, cursor: ride0 },
        { token, cursor: atEnd },
        { token },
        { query, cursor: ride0 },
        { query, cursor: atEnd },
        { query },
      ]) {
        const stream = await client.stream(path, options);
        await stream.waitForEnd();
        streams.push([stream.status, stream.names]);
        if ('query' in options) expect(stream.names.join()).not.toContain('trip.tipped');
        const last = stream.events.at(-1)?.id;
        if (last) streams.push((await client.stream(path, { ...options, cursor: last })).status);
      }
      const headers = { accept: 'application/json' };
      for (const cursor of [ride0, atEnd]) {
        const of = `cursor=${cursor}`;
        const own = await client.call(`GET ${path}?${of}`, { token, headers });
        const shared = await client.call(`GET ${path}${query}&${of}`, { headers });
        for (const { status, body } of [own, shared])
          streams.push([status, body?.events?.map(({ event }: Json) => event)]);
      }
      const { body: whole } = await client.call(`GET /v1/trips/${trip.id}/events`, { token });
      const { body: seen } = await client.call(`GET /v1/trips/${trip.id}/events${query}`);
      for (const { events } of [whole, seen]) streams.push(events.map(({ event }: Json) => event));
      expect([whole, seen].map(({ events }) => events.length)).toEqual([6, 5]);
      await goOffline(client, driver);
      await driverStream.waitFor('driver.offline');
      return [streams, driverStream.names, driverStream.shapes('driver'), riderStream.names];
    }));

  it('both refuse requests in the same way', () =>
    compare(async (client) => {
      const [rider, driver] = [await client.signUp('rider'), await client.signUp('driver')];
      const { token } = rider;
      const json = { 'content-type': 'application/json' };
      for (const call of [
        ['GET /v1/trips', {}],
        ['GET /v1/trips', { token: 'nonsense' }],
        ['GET /v1/trips', { headers: { authorization: 'Basic abc' } }],
        [`GET /v1/trips?token=${token}`, { token }],
        [`GET /v1/riders/me/stream?access_token=${token}`, { token }],
        ['GET /v1/drivers/me/stream', { token }],
        ['POST /v1/trips', { token: driver.token, body: { pickup, dropoff } }],
        ['GET /v1/nowhere', { token }],
        [`GET /v1/trips/${UNKNOWN}`, { token }],
        [`GET /v1/trips/${UNKNOWN}/stream`, { token }],
        ['DELETE /v1/trips', { token }],
        ['GET /v1/riders/me/stream', { token, headers: { accept: 'image/png' } }],
        ['POST /v1/trips', { token, body: '{"pickup":', headers: json }],
        ['POST /v1/trips', { token, body: 'pickup', headers: { 'content-type': 'text/plain' } }],
        ['POST /v1/trips', { token, body: { quoteId: UNKNOWN } }],
        ['POST /v1/quotes', { token, body: { pickup } }],
        ['POST /v1/quotes', { token, body: { pickup: { lat: 91, lng: 0 }, dropoff, more: 1 } }],
        ['POST /v1/quotes', { token, body: { pickup: outside, dropoff } }],
        ['POST /v1/quotes', { token, body: { pickup, dropoff: outside } }],
        ['POST /v1/trips', { token, body: { pickup: outside, dropoff: outside } }],
        ['POST /v1/trips', { token, body: { pickup, dropoff: outside } }],
        ['POST /v1/sessions', { body: { role: 'pilot', name: '' } }],
        [`POST /v1/trips/${UNKNOWN}/cancel`, { token, body: { reason: ' ' } }],
        [`POST /v1/trips/${UNKNOWN}/rating`, { token, body: { stars: 6 } }],
        [`POST /v1/offers/${UNKNOWN}/accept`, { token: driver.token }],
        ['POST /v1/drivers/me/locations', { token: driver.token, body: [] }],
      ] as const) {
        await client.call(...(call as [string, object]));
      }
    }));

  it('with quotes, idempotency keys, sessions and the map', () =>
    compare(async (client) => {
      const rider = await client.signUp('rider');
      const { token } = rider;
      await client.call('POST /v1/sessions', {
        body: { role: 'driver', name: 'Grace' },
        schema: sessionSchema,
      });
      await client.call('GET /v1/city', { token, schema: cityMapSchema });
      const places = { token, schema: placeListSchema };
      await client.call('GET /v1/places?q=st&limit=1', places);
      await client.call('GET /v1/places?q=st&limit=1&lat=40.755&lng=-73.98', places);
      const near = { token, schema: nearPlaceSchema };
      await client.call('GET /v1/places/near?lat=40.755&lng=-73.98', near);
      await client.call('GET /v1/places/near?lat=52.52&lng=13.4', near);
      const quoted = { token, body: { pickup, dropoff }, schema: quoteSchema };
      const { body: quote } = await client.call('POST /v1/quotes', quoted);
      const headers = { 'idempotency-key': 'one' };
      const wanted = { token, body: { quoteId: quote.id }, schema: tripSchema };
      const first = await client.call('POST /v1/trips', { ...wanted, headers });
      const again = await client.call('POST /v1/trips', { ...wanted, headers });
      await client.call('POST /v1/trips', { token, body: { pickup, dropoff }, headers });
      await client.call('POST /v1/trips', wanted);
      const cancel = { token, body: { reason: 'Plans changed' }, schema: tripSchema };
      await client.call(`POST /v1/trips/${first.body.id}/cancel`, cancel);
      await client.call(`POST /v1/trips/${first.body.id}/cancel`, cancel);
      await client.call('POST /v1/trips', wanted);
      await client.call('DELETE /v1/sessions/me', { token });
      await client.call('GET /v1/trips', { token });
      return again.body.id === first.body.id;
    }));

  it('when a driver declines, is too late, and gives the trip back', () =>
    compare(async (client) => {
      const decliner = await client.signUp('driver');
      const declinersStream = await client.stream('/v1/drivers/me/stream', decliner);
      await setAvailability(client, decliner, { status: 'online', position: pickup });
      await setAvailability(client, decliner, { status: 'online' });
      const rider = await client.signUp('rider');
      const declined = await requestTrip(client, rider);
      const offerId = await offerIn(declinersStream);
      const decline = {
        token: decliner.token,
        body: { reason: 'Too far' },
        schema: declinedOfferSchema,
      };
      await client.call(`POST /v1/offers/${offerId}/decline`, decline);
      await client.call(`POST /v1/offers/${offerId}/decline`, decline);
      await client.call(`POST /v1/offers/${offerId}/accept`, { token: decliner.token });
      await declinersStream.waitFor('offer.declined');
      await goOffline(client, decliner);
      await client.call(`POST /v1/trips/${declined.id}/cancel`, {
        token: rider.token,
        body: { reason: 'It takes too long' },
      });
      await declinersStream.waitFor('driver.offline');

      const ride = await assigned(client);
      const { driver, trip, riderStream, driverStream } = ride;
      await client.call(`POST /v1/offers/${offerId}/accept`, { token: driver.token });
      const own = (await driverStream.waitFor('offer.created')).data.offer.id;
      await client.call(`POST /v1/offers/${own}/accept`, { token: driver.token });
      await client.call(`POST /v1/offers/${own}/decline`, {
        token: driver.token,
        body: { reason: 'Too far' },
      });
      await client.call('DELETE /v1/sessions/me', { token: driver.token });
      const tripStream = await client.stream(`/v1/trips/${trip.id}/stream`, driver);
      await tripStream.waitFor('stream.snapshot');
      await drive(client, ride, ['start', { pin: trip.pin }]);
      await drive(client, ride, ['arrive', { position: away }]);
      await drive(client, ride, ['arrive']);
      await drive(client, ride, ['no-show']);
      await drive(client, ride, ['start', { pin: trip.pin === '0000' ? '1111' : '0000' }]);
      await drive(client, ride, ['start', { pin: 'abc' }]);
      await goOffline(client, driver);
      await drive(client, ride, ['cancel', { reason: 'A flat tyre' }]);
      await drive(client, ride, ['cancel', { reason: 'A flat tyre' }]);
      await tripStream.waitForEnd();
      await riderStream.waitFor('trip.redispatching');
      const search = await searchAfterRedispatch(riderStream);
      await driverStream.waitFor('trip.redispatching');
      const { body } = await client.call(`GET /v1/trips/${trip.id}`, {
        token: ride.rider.token,
        schema: tripSchema,
      });
      await client.call(`GET /v1/trips/${trip.id}/receipt`, { token: ride.rider.token });
      // Else the next driver of the real server would get this trip.
      await client.call(`POST /v1/trips/${trip.id}/cancel`, {
        token: ride.rider.token,
        body: { reason: 'I walk' },
        schema: tripSchema,
      });
      await riderStream.waitFor('trip.cancelled');
      return {
        hasNewPin: body.pin !== trip.pin,
        isNewSearch: search.searchingSince > trip.requestedAt,
        asked: [search.driversAsked, search.driversAsking],
        streams: [declinersStream, driverStream].map(({ names }) => names),
        rider: riderStream.names,
        trip: tripStream.names,
        shapes: [driverStream.shapes('driver'), riderStream.shapes('rider')],
      };
    }));

  it('when clients resume streams, with every kind of cursor', () =>
    compare(async (client) => {
      const ride = await assigned(client);
      const { rider, driver, riderStream, trip } = ride;
      await drive(client, ride, ['arrive']);
      await riderStream.waitFor('trip.driver_arrived');
      const ids = riderStream.events.map(({ id }) => id);
      const epoch = ids[0]!.split('-')[0]!;
      const cursors = [
        ids.at(-1)!,
        ids.at(-2)!,
        ids[0]!,
        `${epoch}-999`,
        'abc-1',
        'no cursor',
        `${epoch}-0`,
      ];
      const names: Json[] = [];
      for (const cursor of cursors) {
        const { token } = rider;
        const stream = await client.stream('/v1/riders/me/stream', { token, cursor });
        const isWhole = () => stream.waitFor('stream.opened');
        const opened = await isWhole();
        if (opened.mode !== 'resumed') await stream.waitFor('stream.snapshot');
        else if (cursor !== ids.at(-1)) await stream.waitFor('trip.driver_arrived');
        names.push([stream.names, opened.reason, shape(opened)]);
        await stream.close();
      }
      const query = '?names=off';
      const unnamed = await client.stream('/v1/riders/me/stream', {
        ...rider,
        cursor: ids[2]!,
        query,
      });
      await unnamed.waitFor('stream.opened');
      await untilNames(unnamed, 3);
      names.push(unnamed.names);
      const byQuery = await client.stream('/v1/riders/me/stream', {
        token: rider.token,
        query: `?cursor=${ids.at(-2)!}`,
      });
      await byQuery.waitFor('trip.driver_arrived');
      names.push(byQuery.names);
      await client.call(`POST /v1/trips/${trip.id}/cancel`, {
        token: rider.token,
        body: { reason: 'Plans changed' },
      });
      await goOffline(client, driver);
      return names;
    }));

  it('when clients poll, and acknowledge what they read', () =>
    compare(async (client) => {
      const rider = await client.signUp('rider');
      const { token } = rider;
      const headers = { accept: 'application/json' };
      const poll = (query: string) =>
        client.call(`GET /v1/riders/me/stream?${query}`, {
          token,
          headers,
          schema: pollAnswerSchema,
        });
      const empty = await poll('waitSeconds=0');
      const waiting = poll(`waitSeconds=20&cursor=${empty.body.cursor}`);
      const trip = await requestTrip(client, rider);
      const first = await waiting;
      await client.call(`POST /v1/trips/${trip.id}/cancel`, {
        token,
        body: { reason: 'Too slow' },
      });
      const second = await poll(`cursor=${first.body.cursor}`);
      const caughtUp = await poll(`waitSeconds=0.1&cursor=${second.body.cursor}`);
      await poll('waitSeconds=31');
      await poll('limit=0');
      const reset = await poll('cursor=nonsense');
      const ack = (cursor: string) =>
        client.call('POST /v1/streams/acks', { token, body: { cursor } });
      await ack(second.body.cursor);
      await ack(second.body.cursor.replace(/\d+$/, '99'));
      await ack('foreign-3');
      await ack('no cursor');
      const facts = [empty, first, second, caughtUp, reset].map(({ body }) => [
        body.mode,
        body.reason,
        body.events.map(({ event }: Json) => event),
        body.cursor.replace(/^[^-]+/, ''),
      ]);
      client.transcript.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      return facts;
    }));

  it('when a share link is used, and revoked', () =>
    compare(async (client) => {
      const ride = await assigned(client);
      const { rider, trip } = ride;
      const { token } = rider;
      const { body: link } = await client.call(`POST /v1/trips/${trip.id}/share`, {
        token,
        schema: shareLinkSchema,
      });
      const query = `?share=${link.token}`;
      const viewed = await client.stream(`/v1/trips/${trip.id}/stream`, { query });
      await viewed.waitFor('stream.snapshot');
      await client.call(`GET /v1/trips/${trip.id}${query}`, { schema: sharedTripSchema });
      await client.call(`GET /v1/trips/${trip.id}/events${query}`, {});
      await client.call(`GET /v1/trips/${trip.id}/receipt${query}`, {});
      await drive(client, ride, ['arrive']);
      await viewed.waitFor('trip.driver_arrived');
      await client.call(`DELETE /v1/trips/${trip.id}/share`, { token });
      await viewed.waitForEnd();
      await client.call(`GET /v1/trips/${trip.id}${query}`, {});
      await client.call(`POST /v1/trips/${trip.id}/cancel`, { token, body: { reason: 'No' } });
      await goOffline(client, ride.driver);
      return [viewed.names, viewed.shapes('shared')];
    }));
});

const shape = (opened: Json) => Object.keys(opened).sort();

const untilNames = (stream: ContractStream, least: number): Promise<void> =>
  until(`${least} frames`, () => stream.names.length >= least);

/** The first word of the search that follows a redispatch. */
async function searchAfterRedispatch(stream: ContractStream): Promise<Json> {
  const find = (): Json => {
    const from = stream.events.findIndex(({ event }) => event === 'trip.redispatching');
    return stream.events.slice(from + 1).find(({ event }) => event === 'trip.search');
  };
  await until('the search after the redispatch', () => find() !== undefined);
  return JSON.parse(find().data);
}
