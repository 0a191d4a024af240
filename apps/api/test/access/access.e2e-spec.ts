import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { createTestDatabase } from '#testing';
import {
  api,
  type Person,
  type Ride,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { routesOf, withId, type Route } from '../http/api-routes.js';
import { expectProblem } from '../http/problem-check.js';

/** The paths that need no token. An addition to this list is a deliberate decision. */
const PUBLIC = [
  '/',
  '/tour',
  '/errors',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/v1/city',
  '/v1/sessions',
  '/v1/shares/{token}',
];
/** The sandbox exists beside `POST /v1/sessions` only, which gives anyone a token (ADR 0030). */
const isPublic = (path: string) => PUBLIC.includes(path) || path.startsWith('/v1/sandbox/');
/** The routes of webhooks. */
const WEBHOOKS = [
  'GET /v1/ops/webhooks',
  'POST /v1/ops/webhooks',
  'GET /v1/ops/webhooks/{id}',
  'PATCH /v1/ops/webhooks/{id}',
  'DELETE /v1/ops/webhooks/{id}',
  'POST /v1/ops/webhooks/{id}/pause',
  'POST /v1/ops/webhooks/{id}/resume',
  'POST /v1/ops/webhooks/{id}/replay',
  'POST /v1/ops/webhooks/{id}/rotate-secret',
  'POST /v1/ops/webhooks/{id}/test',
  'GET /v1/ops/webhooks/{id}/deliveries',
];
/** The roles that each route admits. A route that is not listed admits every valid token. */
const ROLES: Record<string, string[]> = {
  'POST /v1/quotes': ['rider'],
  'POST /v1/trips': ['rider'],
  'GET /v1/trips': ['rider', 'driver'],
  'GET /v1/trips/{id}/receipt': ['rider', 'ops'],
  'POST /v1/trips/{id}/cancel': ['rider', 'driver'],
  'POST /v1/trips/{id}/arrive': ['driver'],
  'POST /v1/trips/{id}/start': ['driver'],
  'POST /v1/trips/{id}/complete': ['driver'],
  'POST /v1/trips/{id}/no-show': ['driver'],
  'POST /v1/trips/{id}/rating': ['rider', 'driver'],
  'POST /v1/trips/{id}/tip': ['rider'],
  'POST /v1/trips/{id}/share': ['rider'],
  'DELETE /v1/trips/{id}/share': ['rider'],
  'GET /v1/drivers/me/earnings': ['driver'],
  'PUT /v1/drivers/me/availability': ['driver'],
  'POST /v1/drivers/me/locations': ['driver'],
  'POST /v1/drivers/me/reposition/{id}/accept': ['driver'],
  'POST /v1/drivers/me/reposition/{id}/decline': ['driver'],
  'POST /v1/offers/{id}/accept': ['driver'],
  'POST /v1/offers/{id}/decline': ['driver'],
  'POST /v1/streams/acks': ['rider', 'driver'],
  'GET /v1/riders/me/stream': ['rider'],
  'GET /v1/drivers/me/stream': ['driver'],
  'GET /v1/ops/stream': ['ops'],
  'GET /v1/ops/overview': ['ops'],
  'GET /v1/ops/fleet': ['ops'],
  'GET /v1/ops/history': ['ops'],
  'GET /v1/ops/trips/{id}/timeline': ['ops'],
  'GET /v1/ops/connections': ['ops'],
  'DELETE /v1/ops/connections/{id}': ['ops'],
  'POST /v1/ops/trips/{id}/cancel': ['ops'],
  'POST /v1/ops/trips/{id}/complete': ['ops'],
  'POST /v1/ops/trips/{id}/redispatch': ['ops'],
  'POST /v1/ops/drivers/{id}/offline': ['ops'],
  ...Object.fromEntries(WEBHOOKS.map((route) => [route, ['ops']])),
};
/** The bodies are valid, so that access is the only reason for a refusal. */
const BODIES: Record<string, unknown> = {
  'POST /v1/quotes': { pickup: { lat: 40.75, lng: -73.98 }, dropoff: { lat: 40.76, lng: -73.98 } },
  'POST /v1/trips': { pickup: { lat: 40.75, lng: -73.98 }, dropoff: { lat: 40.76, lng: -73.98 } },
  'POST /v1/trips/{id}/cancel': { reason: 'Plans changed' },
  'POST /v1/trips/{id}/start': { pin: '0000' },
  'POST /v1/ops/trips/{id}/cancel': { reason: 'Broken car' },
  'POST /v1/ops/trips/{id}/complete': { reason: 'Broken car' },
  'POST /v1/ops/trips/{id}/redispatch': { reason: 'Broken car' },
  'POST /v1/ops/drivers/{id}/offline': { reason: 'Broken car' },
  'POST /v1/ops/webhooks': { url: 'https://partner.example/hook', events: ['*'] },
  'PATCH /v1/ops/webhooks/{id}': { description: 'Partner' },
  'POST /v1/ops/webhooks/{id}/replay': { time: '2026-11-29T10:00:00.000Z' },
  'POST /v1/trips/{id}/rating': { stars: 5 },
  'POST /v1/trips/{id}/tip': { amount: 200 },
  'PUT /v1/drivers/me/availability': { status: 'offline' },
  'POST /v1/drivers/me/locations': { lat: 40.75, lng: -73.98 },
  'POST /v1/offers/{id}/decline': { reason: 'Too far' },
  'POST /v1/streams/acks': { cursor: 'e-1' },
};
const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let server: TestServer;
let routes: Route[];
let people: Record<'rider' | 'driver' | 'ops', Person>;
let ride: Ride;
let secret: Uint8Array;

beforeAll(async () => {
  server = await startTestServer();
  routes = (await routesOf(server)).filter(({ path }) => !isPublic(path));
  ride = await rideTo(server, 'driver_assigned');
  const [rider, driver, ops] = await Promise.all([
    signUp(server, 'rider'),
    signUp(server, 'driver'),
    signUp(server, 'ops'),
  ]);
  people = { rider, driver, ops };
  const peek = await SqlPeek.at(server);
  secret = Buffer.from(await peek.value<string>('SELECT secret FROM signing_key'), 'base64');
  await peek.close();
});

afterAll(() => server.drop());

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const rolesOf = (route: Route) => ROLES[nameOf(route)] ?? ['rider', 'driver', 'ops'];
const isStream = ({ path }: Route) => /\/(stream|replay)(\?|$)/.test(path);

function call(route: Route, token?: string, id = UNKNOWN) {
  const client = api(server, token);
  const { get: GET, post: POST, put: PUT, patch: PATCH, delete: DELETE } = client;
  const send = { GET, POST, PUT, PATCH, DELETE }[route.method];
  if (!send) throw new Error(`No test for the method of ${nameOf(route)}`);
  const headers: Record<string, string> = isStream(route) ? { accept: 'text/event-stream' } : {};
  const body = route.method === 'GET' ? undefined : BODIES[nameOf(route)];
  return send(withId(route.path, id), body, headers);
}

const claims = (change: Record<string, unknown> = {}) => ({
  sub: people.rider.id,
  role: 'rider',
  name: 'Ada',
  iss: 'tripstream',
  aud: 'tripstream',
  exp: Math.floor(Date.now() / 1000) + 3600,
  ...change,
});
const sign = (change: Record<string, unknown> = {}, key = secret, alg = 'HS256') =>
  new SignJWT(claims(change)).setProtectedHeader({ alg }).sign(key);
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('route access', () => {
  it('the server has every route that the table of roles lists', () => {
    expect(routes.map(nameOf)).toEqual(expect.arrayContaining(Object.keys(ROLES)));
  });

  it('every ops route admits the ops role only', () => {
    const opsRoutes = routes.filter(({ path }) => path.startsWith('/v1/ops/'));
    expect(opsRoutes.length).toBeGreaterThan(3);
    for (const route of opsRoutes)
      expect([nameOf(route), ROLES[nameOf(route)]]).toEqual([nameOf(route), ['ops']]);
  });

  it('every route refuses a request without a token', async () => {
    for (const route of routes) expectProblem(await call(route), 401, 'UNAUTHENTICATED');
  });

  it('every route refuses a token that the server did not issue', async () => {
    for (const route of routes) {
      expectProblem(await call(route, 'nonsense'), 401, 'UNAUTHENTICATED');
    }
  });

  it('every route refuses the roles it does not admit and names the roles it admits', async () => {
    for (const route of routes) {
      for (const person of Object.values(people)) {
        if (rolesOf(route).includes(person.role)) continue;
        const answer = await call(route, person.token);
        expectProblem(answer, 403, 'FORBIDDEN');
        rolesOf(route).forEach((role) => expect(answer.body.detail).toContain(role));
      }
    }
  });

  it('every route answers 404 to the id of another user, an unknown id and a malformed id', async () => {
    const byId = routes.filter(({ path }) => path.includes('{id}'));
    expect(byId.length).toBeGreaterThan(10);
    for (const route of byId) {
      const foreign = route.path.includes('offers') ? await anOfferId() : ride.trip.id;
      for (const role of rolesOf(route) as (keyof typeof people)[]) {
        // The ops role may read every trip, so a foreign id does not answer 404.
        const ids = role === 'ops' ? [] : [foreign];
        for (const id of [...ids, UNKNOWN, 'nonsense', '%00', "1'--", '..%2F..', 'a'.repeat(300)]) {
          const answer = await call(route, people[role].token, id);
          expect([nameOf(route), id, answer.status]).toEqual([nameOf(route), id, 404]);
          expectProblem(answer, 404, 'NOT_FOUND');
        }
      }
    }
  });

  it('every route refuses a token in the query, even a valid one', async () => {
    for (const route of routes) {
      const { token } = people.rider;
      for (const query of [`?token=${token}`, `?access_token=${token}`]) {
        const answer = await call({ ...route, path: route.path + query }, token);
        expectProblem(answer, 401, 'TOKEN_IN_QUERY');
        expect(JSON.stringify(answer.body)).not.toContain(token);
      }
    }
  });
});

async function anOfferId(): Promise<string> {
  const peek = await SqlPeek.at(server);
  const id = await peek.value<string>('SELECT id FROM offer LIMIT 1');
  await peek.close();
  return id;
}

describe('bearer tokens', () => {
  const trips = (token: string) => api(server, token).get('/v1/trips');

  it('the server accepts a token with its own signature and claims', async () => {
    expect((await trips(await sign())).status).toBe(200);
  });

  it.each([
    ['another audience', { aud: 'somebody' }],
    ['another issuer', { iss: 'somebody' }],
    ['no audience', { aud: undefined }],
    ['no issuer', { iss: undefined }],
    ['no expiry', { exp: undefined }],
    ['no subject', { sub: undefined }],
    ['no role', { role: undefined }],
    ['an unknown role', { role: 'root' }],
    ['a role that is not a string', { role: ['rider'] }],
    ['a start time in the future', { nbf: Math.floor(Date.now() / 1000) + 3600 }],
  ])('the server refuses a token with %s', async (_defect, change) => {
    expectProblem(await trips(await sign(change)), 401, 'UNAUTHENTICATED');
  });

  it('the server answers TOKEN_EXPIRED to an expired token, so that the client requests a new one', async () => {
    const token = await sign({ exp: Math.floor(Date.now() / 1000) - 1 });
    expectProblem(await trips(token), 401, 'TOKEN_EXPIRED');
  });

  it('the server refuses a token without a signature (alg none)', async () => {
    for (const alg of ['none', 'None', 'NONE']) {
      const token = `${base64({ alg })}.${base64(claims())}.`;
      expectProblem(await trips(token), 401, 'UNAUTHENTICATED');
    }
  });

  it('the server refuses a token signed with another key or algorithm', async () => {
    const tokens = [
      await sign({}, Buffer.alloc(32, 1)),
      await sign({}, Buffer.alloc(64, 1), 'HS512'),
    ];
    for (const token of tokens) expectProblem(await trips(token), 401, 'UNAUTHENTICATED');
  });

  it('the server refuses a token whose claims were changed after it was signed', async () => {
    const [header = '', , signature = ''] = (await sign()).split('.');
    const forged = `${header}.${base64(claims({ role: 'ops' }))}.${signature}`;
    expectProblem(await trips(forged), 401, 'UNAUTHENTICATED');
  });

  it.each(['Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'token', 'Bearer \u00e9'])(
    'the server refuses the Authorization header %j',
    async (authorization) => {
      const answer = await api(server).get('/v1/trips', undefined, { authorization });
      expectProblem(answer, 401, 'UNAUTHENTICATED');
    },
  );
});

describe('sessions', () => {
  it('a session survives a restart of the server', async () => {
    const database = await createTestDatabase();
    const before = await startTestServer({ DATABASE_URL: database.url });
    const where = { url: before.url };
    const rider = await signUp(where, 'rider');
    await before.stop();
    const after = await startTestServer({ DATABASE_URL: database.url });
    where.url = after.url;
    expect((await rider.get('/v1/trips')).status).toBe(200);
    await after.stop();
    await database.drop();
  });

  it('a session expires SESSION_SECONDS after its creation', async () => {
    const { body } = await api(server).post('/v1/sessions', { role: 'rider', name: 'Ada' });
    const seconds = (Date.parse(body.expiresAt) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(43_100);
    expect(seconds).toBeLessThanOrEqual(43_201);
  });
});

describe('the PIN of a trip', () => {
  it('the rider sees the PIN of the trip, but the driver and ops do not', async () => {
    const path = `/v1/trips/${ride.trip.id}`;
    expect((await ride.rider.get(path)).body.pin).toMatch(/^\d{4}$/);
    for (const person of [ride.driver, people.ops]) {
      const { body } = await person.get(path);
      expect(body.id).toBe(ride.trip.id);
      expect(body).not.toHaveProperty('pin');
    }
  });
});
