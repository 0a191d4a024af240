import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventMap,
  sharedEventDataSchema,
  sharedTripSchema,
  type EventType,
  type ShareLink,
} from '#contracts';
import { openSse, type SseFrame, type SseProbe } from '#testing';
import {
  api,
  dataOf,
  dropoff,
  eventsIn,
  expectOk,
  goOnline,
  newKey,
  nextOffer,
  type Person,
  pickup,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
  tripOf,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

afterEach(() => peek.resetCity());

/** The part of the answer of `GET /v1/trips/{id}/events` that these tests read. */
interface EventHistory {
  events: { data: { data: unknown } }[];
}

const shareOf = (rider: Person, tripId: string) =>
  expectOk<ShareLink>(rider.post(`/v1/trips/${tripId}/share`));

const isSnapshot = ({ event }: SseFrame) => event === 'stream.snapshot';
const isClosing = ({ event }: SseFrame) => event === 'stream.closing';

/** Opens a stream with the address only, as the browser of an anonymous viewer does. */
async function watch(url: string): Promise<SseProbe> {
  const probe = await openSse(url);
  if (probe.status === 200) await probe.next(isSnapshot);
  return probe;
}

const streamUrl = (tripId: string, token: string, at = server.url) =>
  `${at}/v1/trips/${tripId}/stream?share=${token}`;

/** Requests the three routes that accept a share token and returns their statuses. */
async function shareStatuses(tripId: string, token: string): Promise<number[]> {
  const query = `share=${encodeURIComponent(token)}`;
  const probe = await openSse(streamUrl(tripId, encodeURIComponent(token)));
  await probe.close();
  const trip = await api(server).get(`/v1/trips/${tripId}?${query}`);
  const events = await api(server).get(`/v1/trips/${tripId}/events?${query}`);
  return [probe.status, trip.status, events.status];
}

const ALL_NOT_FOUND = [404, 404, 404];
const ALL_OK = [200, 200, 200];

describe('share links', () => {
  it('a share link shows the trip to a viewer without a session', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const answer = await rider.post(`/v1/trips/${trip.id}/share`);
    expect(answer.status).toBe(201);
    const { url, token, expiresAt } = answer.body as ShareLink;
    expect(url).toBe(streamUrl(trip.id, token));
    const seconds = (Date.parse(expiresAt) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(86_300);
    expect(seconds).toBeLessThan(86_500);
    const probe = await watch(url);
    expect(dataOf(probe.frames.find(isSnapshot)).trip).toMatchObject({ id: trip.id });
    await probe.close();
    expect(await shareStatuses(trip.id, token)).toEqual(ALL_OK);
  });

  it('a share link shows the rider the same reduced trip as any viewer', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const { token } = await shareOf(rider, trip.id);
    const { body } = await rider.get(`/v1/trips/${trip.id}?share=${token}`);
    expect(sharedTripSchema.parse(body)).toEqual(body);
    const refused = await rider.get(`/v1/trips/${trip.id}?share=nonsense`);
    expectProblem(refused, 404, 'NOT_FOUND');
  });

  it('the database stores only the hash of a share token, and the hash grants no access', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const { token } = await shareOf(rider, trip.id);
    const [row] = await peek.rows<{ all: string; hash: string }>(
      `SELECT s::text AS all, token_hash AS hash FROM trip_share s WHERE trip_id = $1`,
      [trip.id],
    );
    expect(row?.all).not.toContain(token);
    expect(await shareStatuses(trip.id, row!.hash)).toEqual(ALL_NOT_FOUND);
  });

  it('a share token grants access to its own trip on three routes only', async () => {
    const { rider, trip } = await rideTo(server, 'cancelled');
    const other = await rideTo(server, 'cancelled');
    const { token } = await shareOf(rider, trip.id);
    expect(await shareStatuses(other.trip.id, token)).toEqual(ALL_NOT_FOUND);
    for (const path of ['/v1/trips', `/v1/trips/${trip.id}/receipt`, '/v1/riders/me/stream']) {
      const answer = await api(server).get(`${path}?share=${token}`);
      expectProblem(answer, 401, 'UNAUTHENTICATED');
    }
    for (const command of ['cancel', 'share', 'rating']) {
      const answer = await api(server).post(`/v1/trips/${trip.id}/${command}?share=${token}`, {});
      expectProblem(answer, 401, 'UNAUTHENTICATED');
    }
  });

  it.each(['', 'nonsense', 'a'.repeat(43), 'a'.repeat(5000), '%00', "'--", '"><script>'])(
    'an unknown share token (%j) gets the same 404 as a foreign trip',
    async (token) => {
      const { trip } = await rideTo(server, 'cancelled');
      expect(await shareStatuses(trip.id, token)).toEqual(ALL_NOT_FOUND);
      expect(await shareStatuses(UNKNOWN, token)).toEqual(ALL_NOT_FOUND);
      expect(await shareStatuses('nonsense', token)).toEqual(ALL_NOT_FOUND);
    },
  );

  it('the server refuses a share token given twice in one address or as token=', async () => {
    const { rider, trip } = await rideTo(server, 'cancelled');
    const { token } = await shareOf(rider, trip.id);
    const path = `/v1/trips/${trip.id}`;
    const twice = await api(server).get(`${path}?share=${token}&share=${token}`);
    expectProblem(twice, 404, 'NOT_FOUND');
    for (const name of ['token', 'access_token']) {
      for (const query of [`${name}=${token}`, `share=${token}&${name}=${token}`]) {
        expectProblem(await api(server).get(`${path}?${query}`), 401, 'TOKEN_IN_QUERY');
      }
    }
  });

  it('the server lets only the trip’s rider create or revoke a share link', async () => {
    const { driver, trip } = await rideTo(server, 'driver_assigned');
    const [stranger, ops] = await Promise.all([signUp(server, 'rider'), signUp(server, 'ops')]);
    const path = `/v1/trips/${trip.id}/share`;
    for (const send of ['post', 'delete'] as const) {
      expectProblem(await stranger[send](path), 404, 'NOT_FOUND');
      expectProblem(await driver[send](path), 403, 'FORBIDDEN');
      expectProblem(await ops[send](path), 403, 'FORBIDDEN');
      expectProblem(await api(server)[send](path), 401, 'UNAUTHENTICATED');
    }
  });

  it('a retry with the same idempotency key returns the same share link', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const path = `/v1/trips/${trip.id}/share`;
    const key = newKey();
    const first = await rider.post(path, undefined, key);
    const again = await rider.post(path, undefined, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await shareOf(rider, trip.id);
    expect(other.token).not.toBe(first.body.token);
    expect(await shareStatuses(trip.id, first.body.token)).toEqual(ALL_OK);
    expect(await shareStatuses(trip.id, other.token)).toEqual(ALL_OK);
  });

  it('a share link stops working when its trip has ten newer links', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const tokens: string[] = [];
    for (let made = 0; made < 11; made++) tokens.push((await shareOf(rider, trip.id)).token);
    expect(await shareStatuses(trip.id, tokens[0]!)).toEqual(ALL_NOT_FOUND);
    expect(await shareStatuses(trip.id, tokens[1]!)).toEqual(ALL_OK);
    expect(await shareStatuses(trip.id, tokens[10]!)).toEqual(ALL_OK);
  });

  it('the stream of a share link to an ended trip shows the end, closes and answers 204 on resume', async () => {
    const { rider, trip } = await rideTo(server, 'cancelled');
    const link = await shareOf(rider, trip.id);
    const probe = await watch(link.url);
    expect(await probe.ended).toBe('server');
    expect(dataOf(probe.frames.at(-1))).toEqual({ reason: 'end', reconnect: false });
    const cursor = probe.frames.at(-1)!.id!;
    const again = await openSse(`${link.url}&cursor=${cursor}`);
    expect(again.status).toBe(204);
    await again.close();
  });
});

describe('revoked share links', () => {
  it('revocation closes the viewers’ streams on every process within 5 s and keeps the rider’s stream', async () => {
    const other = await startTestServer({ DATABASE_URL: server.databaseUrl });
    const { rider, trip } = await rideTo(server, 'matching');
    const { token } = await shareOf(rider, trip.id);
    const own = await rider.stream(`/v1/trips/${trip.id}/stream`);
    const viewers = await Promise.all(
      [server.url, server.url, other.url].map((at) => watch(streamUrl(trip.id, token, at))),
    );
    expect((await rider.delete(`/v1/trips/${trip.id}/share`)).status).toBe(204);
    for (const viewer of viewers) {
      const closing = await viewer.next(isClosing);
      expect(dataOf(closing)).toEqual({ reason: 'revoked', reconnect: false });
      expect(await viewer.ended).toBe('server');
      expect(viewer.violations).toEqual([]);
    }
    expect(own.frames.some(isClosing)).toBe(false);
    expect(await shareStatuses(trip.id, token)).toEqual(ALL_NOT_FOUND);
    await own.close();
    await other.stop();
  });

  it('revocation is idempotent, and the rider can create a new share link afterwards', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const path = `/v1/trips/${trip.id}/share`;
    for (let time = 0; time < 3; time++) expect((await rider.delete(path)).status).toBe(204);
    const { token } = await shareOf(rider, trip.id);
    expect(await shareStatuses(trip.id, token)).toEqual(ALL_OK);
    for (let time = 0; time < 2; time++) expect((await rider.delete(path)).status).toBe(204);
    expect(await shareStatuses(trip.id, token)).toEqual(ALL_NOT_FOUND);
  });
});

describe('expiring share links', () => {
  it('an expired share link closes the streams of its viewers and answers 404 from then on', async () => {
    const brief = await startTestServer({ SHARE_LINK_SECONDS: '2' });
    const rider = await signUp(brief, 'rider');
    const { body: trip } = await rider.post('/v1/trips', { pickup, dropoff });
    const { url } = await shareOf(rider, trip.id);
    const probe = await watch(url);
    expect(dataOf(await probe.next(isClosing))).toMatchObject({ reason: 'token_expired' });
    const again = await openSse(url);
    expect(again.status).toBe(404);
    await again.close();
    await brief.drop();
  });

  it('the database clock decides when a share link expires, not the clock of the process', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const probe = await watch((await shareOf(rider, trip.id)).url);
    // By the expiry that the process has read, the link is valid for another day.
    await peek.rows('UPDATE trip_share SET expires_at = now() WHERE trip_id = $1', [trip.id]);
    expect(dataOf(await probe.next(isClosing))).toMatchObject({ reason: 'token_expired' });
  });
});

describe('the redaction for viewers', () => {
  /** A viewer's bytes must contain none of these keys and texts in any frame. */
  const FORBIDDEN = [
    '"riderId":',
    '"rider":',
    '"fare":',
    '"fee":',
    '"cancelFee":',
    '"rating":',
    '"pin":',
    '"reason":',
    '"freeCancelUntil":',
    '"stars":',
    '"comment":',
    'Private',
  ];

  function expectNoLeak(bytes: string, { rider, pin }: { rider: Person; pin: string }): void {
    // Only the closing frame may have a `reason`.
    const shown = bytes.replace('"reason":"end"', '');
    for (const text of [...FORBIDDEN, rider.id, rider.token]) expect(shown).not.toContain(text);
    expect(shown).not.toMatch(new RegExp(`[":]${pin}[",}]`));
  }

  it('a viewer receives a whole ride, live and replayed, without private data in any byte', async () => {
    const rider = await signUp(server, 'rider', 'Private Rider');
    const driver = await signUp(server, 'driver', 'Dora');
    const trip = await expectOk<{ id: string; pin: string }>(
      rider.post('/v1/trips', { pickup, dropoff }),
    );
    const link = await shareOf(rider, trip.id);
    const live = [
      await watch(link.url),
      await watch(link.url),
      await watch(`${link.url}&names=off`),
    ];
    const orders = await driver.stream();
    await goOnline(driver);
    const first = await nextOffer(orders);
    await expectOk(driver.post(`/v1/offers/${first.id}/accept`));
    await expectOk(driver.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Private flat tyre' }));
    const second = await signUp(server, 'driver', 'Dan');
    const secondOrders = await second.stream();
    await goOnline(second);
    const offer = await nextOffer(secondOrders);
    await expectOk(second.post(`/v1/offers/${offer.id}/accept`));
    await expectOk(second.post(`/v1/trips/${trip.id}/arrive`));
    const { pin } = await tripOf(rider, trip.id);
    await expectOk(second.post(`/v1/trips/${trip.id}/start`, { pin }));
    await expectOk(second.post(`/v1/trips/${trip.id}/complete`));
    for (const probe of live) {
      expect(await probe.ended).toBe('server');
      expect(probe.violations).toEqual([]);
      expect(typesIn(probe)).toEqual([
        'trip.driver_assigned',
        'trip.redispatching',
        'trip.driver_assigned',
        'trip.driver_arrived',
        'trip.started',
        'trip.completed',
      ]);
    }
    const from = live[0]!.frames.find(isSnapshot)!.id!;
    const replayed = await openSse(`${link.url}&cursor=${from.replace(/\d+$/, '1')}`);
    expect(await replayed.ended).toBe('server');
    expect(eventsIn(replayed.frames).map(dataOf)).toEqual(eventsIn(live[0]!.frames).map(dataOf));

    const query = `?share=${link.token}`;
    const json = await api(server).get(`/v1/trips/${trip.id}${query}`);
    const events = await api(server).get<EventHistory>(`/v1/trips/${trip.id}/events${query}`);
    const texts = [...live, replayed].map(({ raw }) => raw);
    for (const bytes of [...texts, JSON.stringify(json.body), JSON.stringify(events.body)]) {
      expectNoLeak(bytes, { rider, pin: trip.pin });
    }
    for (const frame of eventsIn([...live, replayed].flatMap(({ frames }) => frames))) {
      expectShared(dataOf(frame).data);
    }
    expect(sharedTripSchema.parse(json.body)).toEqual(json.body);
    expect(events.body.events).toHaveLength(7);
    for (const { data } of events.body.events) expectShared(data.data);
    await Promise.all([orders.close(), secondOrders.close()]);
  });

  it('a viewer sees who cancelled the trip, but not the reason or the fee', async () => {
    const { rider, trip } = await rideTo(server, 'matching');
    const full = await tripOf(rider, trip.id);
    const probe = await watch((await shareOf(rider, trip.id)).url);
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Private matter' }));
    const { data } = dataOf(await probe.next(({ event }) => event === 'trip.cancelled'));
    expect(data).toMatchObject({ by: 'rider', trip: { cancellation: { by: 'rider' } } });
    expectShared(data);
    await probe.ended;
    expectNoLeak(probe.raw, { rider, pin: full.pin! });
    const own = (await rider.get<EventHistory>(`/v1/trips/${trip.id}/events`)).body.events.at(-1);
    expect(own?.data.data).toMatchObject({ reason: 'Private matter' });
  });
});

function expectShared(data: unknown): void {
  expect(sharedEventDataSchema.parse(data)).toEqual(data);
}

const typesIn = ({ frames }: SseProbe): EventType[] =>
  eventsIn(frames)
    .map((frame) => dataOf(frame).type as EventType)
    .filter((type) => type in eventMap);
