import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { api, type Person, signUp, startTestServer, type TestServer } from '#api-harness';
import { expectProblem } from './problem-check.js';

/** Postgres does not read the year 10000 as JavaScript writes it. */
const YEAR_10000 = '9999-12-31T23:59:59-15:00';
const PLACE = { lat: 40.75, lng: -73.98 };
const PLACES = { pickup: PLACE, dropoff: PLACE };
const ID = '01890000-0000-7000-8000-000000000000';

let server: TestServer;
let rider: Person;
let driver: Person;

beforeAll(async () => {
  server = await startTestServer();
  [rider, driver] = await Promise.all([signUp(server, 'rider'), signUp(server, 'driver')]);
});

afterAll(() => server.drop());

const fieldsOf = (answer: { body: { errors: { field: string }[] } }) =>
  answer.body.errors.map(({ field }) => field).sort();

describe('unreadable request bodies', () => {
  it.each([
    ['truncated JSON', '{"pickup":'],
    ['a form instead of JSON', 'pickup=1'],
    ['two JSON documents', '{}{}'],
    ['a __proto__ key', '{"__proto__":{"role":"ops"}}'],
    ['a nested __proto__ key', '{"pickup":{"__proto__":{"lat":1}},"dropoff":{}}'],
    ['a constructor.prototype key', '{"constructor":{"prototype":{"x":1}}}'],
    ['a NaN value', '{"pickup":NaN}'],
    ['an escaped __proto__ key', '{"\\u005f_proto__":{}}'],
  ])('the server answers 400 to a body with %s', async (_defect, body) => {
    expectProblem(await rider.post('/v1/quotes', body), 400, 'MALFORMED_REQUEST');
  });

  it('a body with 10,000 levels gets a problem document and no server error', async () => {
    for (const deep of [
      '['.repeat(10_000) + ']'.repeat(10_000),
      '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
    ]) {
      const answer = await rider.post('/v1/quotes', deep);
      expect([400, 413, 422]).toContain(answer.status);
      expectProblem(answer, answer.status, answer.body.code);
    }
  });

  it('the server answers 415 to an unsupported media type', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'multipart/form-data; boundary=x',
      'nonsense',
    ]) {
      const answer = await rider.post('/v1/quotes', '{}', { 'content-type': type });
      expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    }
  });

  it('the server accepts a body of 64 KB and answers 413 to a larger one', async () => {
    const padded = (size: number) => JSON.stringify(PLACES).padEnd(size);
    expect((await rider.post('/v1/quotes', padded(64 * 1024))).status).toBe(201);
    expectProblem(await rider.post('/v1/quotes', padded(64 * 1024 + 1)), 413, 'PAYLOAD_TOO_LARGE');
  });

  it('the connection stays usable after a 413, so that no reset discards the answer', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const head =
      'POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
    socket.write(`${head}content-length: 4000000\r\n\r\n`);
    for (let sent = 0; sent < 4_000_000; sent += 100_000) socket.write(' '.repeat(100_000));
    socket.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1.1 [0-9]+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
    expect(answers).toContain('PAYLOAD_TOO_LARGE');
  });
});

describe('schema violations in the body', () => {
  it('the problem document lists every invalid field and every unknown field', async () => {
    const body = { pickup: { lat: 91, lng: '0', alt: 3 }, dropoff: { lat: null }, tip: 1 };
    const answer = await rider.post('/v1/quotes', body);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(fieldsOf(answer)).toEqual(
      ['dropoff.lat', 'dropoff.lng', 'pickup.alt', 'pickup.lat', 'pickup.lng', 'tip'].sort(),
    );
  });

  it.each([[undefined], [[]], ['null'], ['1'], ['"x"']])(
    'the problem document names the field body when the whole body is %j',
    async (body) => {
      const answer = await rider.post('/v1/quotes', body);
      expectProblem(answer, 422, 'VALIDATION_FAILED');
      expect(fieldsOf(answer)).toContain('body');
    },
  );

  it.each([
    ['/v1/trips', { quoteId: ID, tip: 1 }, ['tip']],
    ['/v1/trips', { quoteId: 'x' }, ['quoteId']],
    ['/v1/trips', { pickup: PLACE }, ['dropoff']],
    [`/v1/trips/${ID}/cancel`, {}, ['reason']],
    [`/v1/trips/${ID}/cancel`, { reason: '' }, ['reason']],
    [`/v1/trips/${ID}/cancel`, { reason: 'a\u0000b' }, ['reason']],
    [`/v1/trips/${ID}/cancel`, { reason: 'a\r\ndata: forged' }, ['reason']],
    [`/v1/trips/${ID}/cancel`, { reason: '\ud800' }, ['reason']],
    [`/v1/trips/${ID}/cancel`, { reason: 'x'.repeat(201) }, ['reason']],
    [`/v1/trips/${ID}/rating`, { stars: 6 }, ['stars']],
    [`/v1/trips/${ID}/rating`, { stars: 4.5, comment: 5 }, ['comment', 'stars']],
    ['/v1/sessions', { role: 'root', name: '' }, ['name', 'role']],
  ])('a rider’s POST to %s with %j is refused with the fields %j', async (path, body, fields) => {
    const answer = await rider.post(path, body);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(fieldsOf(answer)).toEqual(fields);
  });

  it.each([
    [`/v1/trips/${ID}/start`, { pin: 4821 }, ['pin']],
    [`/v1/trips/${ID}/start`, { pin: '48211' }, ['pin']],
    [`/v1/trips/${ID}/arrive`, { force: true }, ['force']],
    ['/v1/drivers/me/locations', { lat: 200, lng: 0, speed: 3 }, ['lat', 'speed']],
    ['/v1/drivers/me/locations', [PLACE, { lat: 1 }], ['1.lng']],
    ['/v1/drivers/me/locations', { ...PLACE, recordedAt: 'yesterday' }, ['recordedAt']],
    ['/v1/drivers/me/locations', { ...PLACE, recordedAt: YEAR_10000 }, ['recordedAt']],
    ['/v1/streams/acks', {}, ['cursor']],
    ['/v1/streams/acks', { cursor: 5 }, ['cursor']],
    ['/v1/streams/acks', { cursor: '5' }, ['cursor']],
    ['/v1/streams/acks', { cursor: 'e-01' }, ['cursor']],
    ['/v1/streams/acks', { cursor: 'e-9'.repeat(100) }, ['cursor']],
    ['/v1/streams/acks', { cursor: 'e-1', stream: 'rider/1' }, ['stream']],
  ])('a driver’s POST to %s with %j is refused with the fields %j', async (path, body, fields) => {
    const answer = await driver.post(path, body);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(fieldsOf(answer)).toEqual(fields);
  });

  it('a body of hundreds of unknown fields with long names gets a short answer', async () => {
    const body = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`${'long'.repeat(index % 60)}${index}`, 1]),
    );
    const answer = await driver.post('/v1/streams/acks', body);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(fieldsOf(answer)).toHaveLength(20);
    expect(JSON.stringify(answer.body).length).toBeLessThan(6_000);
  });

  it('the server accepts 100 locations in one request and refuses 0 or 101', async () => {
    const send = (count: number) =>
      driver.post('/v1/drivers/me/locations', new Array(count).fill(PLACE));
    expect((await send(100)).status).toBe(204);
    for (const count of [0, 101]) expectProblem(await send(count), 422, 'VALIDATION_FAILED');
  });
});

describe('query validation', () => {
  it.each([
    ['limit=0', ['limit']],
    ['limit=101', ['limit']],
    ['limit=ten', ['limit']],
    ['status=lost', ['status']],
    ['cursor=1', ['cursor']],
    ['limit=0&status=lost&page=2', ['limit', 'page', 'status']],
    ['limit=1&limit=2', ['limit']],
  ])('the query ?%s is refused with the fields %j', async (query, fields) => {
    const answer = await rider.get(`/v1/trips?${query}`);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(fieldsOf(answer)).toEqual(fields);
  });
});

describe('Idempotency-Key validation', () => {
  it.each(['', 'a b', 'x'.repeat(256), 'schlüssel'])(
    'the server refuses the Idempotency-Key %j',
    async (key) => {
      const answer = await rider.post('/v1/quotes', PLACES, { 'idempotency-key': key });
      expectProblem(answer, 422, 'VALIDATION_FAILED');
      expect(fieldsOf(answer)).toEqual(['Idempotency-Key']);
    },
  );
});

describe('the encoding of the body', () => {
  it('the server answers 400 to a body that is not valid UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"role":"rider","name":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${server.url}/v1/sessions`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'MALFORMED_REQUEST' });
  });
});

describe('unknown routes', () => {
  it.each(['/nowhere', '/v1', '/v1/trips/', '/v1/drivers/me', '/.env', '/%ff', '/%'])(
    'the unknown path %s gets a problem document',
    async (path) => {
      const answer = await rider.get(path);
      expect([400, 404]).toContain(answer.status);
      expectProblem(answer, answer.status, answer.body.code);
    },
  );
});

describe('requests that the HTTP parser refuses', () => {
  const huge = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`;

  it.each([
    [400, 'a header line without a colon', 'GET / HTTP/1.1\r\nno colon\r\n\r\n'],
    [431, 'headers above the size limit', huge],
  ])('the server answers %i with a problem document to %s', async (status, _defect, bytes) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(bytes);
    const answer = await text(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    const problem = JSON.parse(answer.split('\r\n\r\n')[1]!) as { code: string; status: number };
    expect(problem).toMatchObject({ code: 'MALFORMED_REQUEST', status });
    expect(answer).not.toMatch(/node_modules|\s+at /);
  });
});

describe('the rate limit', () => {
  it('the rate limit answers 429 with Retry-After to one user and spares other users and health probes', async () => {
    const small = await startTestServer({ RATE_LIMIT_PER_SECOND: '5' });
    const [eager, other] = await Promise.all([signUp(small, 'rider'), signUp(small, 'rider')]);
    const answers = await Promise.all(Array.from({ length: 30 }, () => eager.get('/v1/trips')));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThanOrEqual(20);
    refused.forEach((answer) => expectProblem(answer, 429, 'TOO_MANY_REQUESTS'));
    expect((await other.get('/v1/trips')).status).toBe(200);
    const probes = await Promise.all(
      Array.from({ length: 20 }, () => api(small).get('/health/live')),
    );
    expect(new Set(probes.map(({ status }) => status))).toEqual(new Set([200]));
    // A native EventSource never reconnects after a status other than 200, so streams are exempt.
    const streams = await Promise.all(Array.from({ length: 20 }, () => eager.stream()));
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    await small.drop();
  });

  it('the default rate limit admits a hundred requests at once', async () => {
    const ordinary = await startTestServer({ RATE_LIMIT_PER_SECOND: '' });
    const user = await signUp(ordinary, 'rider');
    const answers = await Promise.all(Array.from({ length: 100 }, () => user.get('/v1/trips')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await ordinary.drop();
  });
});
