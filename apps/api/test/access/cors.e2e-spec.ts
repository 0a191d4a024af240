import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSse } from '#testing';
import { startTestServer, signUp, type TestServer } from '../ride-builder.js';

const FRIEND = 'https://friend.example';
const OTHER_FRIEND = 'http://localhost:5173';
const STRANGERS = [
  'https://stranger.example',
  'null',
  'https://friend.example.evil.example',
  'https://friend.example:444',
  'http://friend.example',
  'HTTPS://FRIEND.EXAMPLE',
  '*',
];

let server: TestServer;
let limited: TestServer;

beforeAll(async () => {
  const origins = { CORS_ORIGINS: `${FRIEND},${OTHER_FRIEND}` };
  server = await startTestServer(origins);
  limited = await startTestServer({ ...origins, RATE_LIMIT_PER_SECOND: '1' });
});

afterAll(() => Promise.all([server.drop(), limited.drop()]));

interface Call {
  method?: string;
  headers?: Record<string, string>;
}

/** Not `fetch`: it doesn't let one set an Origin that isn't one. */
const call = (path: string, origin: string, { method = 'GET', headers = {} }: Call = {}) =>
  fetch(server.url + path, { method, headers: { ...headers, origin } });

const ALL_HEADERS = 'authorization,cache-control,content-type,idempotency-key,last-event-id';

const preflight = (path: string, origin: string, method: string) =>
  call(path, origin, {
    method: 'OPTIONS',
    headers: {
      'access-control-request-method': method,
      'access-control-request-headers': ALL_HEADERS,
    },
  });

const corsOf = ({ headers }: Response) =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'));

const listOf = (response: Response, name: string) =>
  (response.headers.get(name) ?? '').toLowerCase().split(/, */);

describe('an origin on the list', () => {
  it.each([
    ['/v1/trips', 'POST'],
    ['/v1/drivers/me/availability', 'PUT'],
    ['/v1/ops/connections/1', 'DELETE'],
    ['/v1/riders/me/stream', 'GET'],
    ['/nowhere', 'POST'],
  ])('may ask %s with %s, with every header there is a use for', async (path, method) => {
    const answer = await preflight(path, OTHER_FRIEND, method);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(OTHER_FRIEND);
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(listOf(answer, 'access-control-allow-methods')).toContain(method.toLowerCase());
    expect(listOf(answer, 'access-control-allow-headers')).toEqual(
      expect.arrayContaining(ALL_HEADERS.split(',')),
    );
    expect(Number(answer.headers.get('access-control-max-age'))).toBeGreaterThan(0);
    expect(listOf(answer, 'vary')).toContain('origin');
  });

  it.each([
    ['/health/live', 200],
    ['/v1/trips', 401],
    ['/nowhere', 404],
    ['/%ff', 400],
    ['/v1/riders/me/stream', 401],
    [`/v1/trips/${'x'.repeat(500)}`, 404],
  ])('may read the answer of %s (%i)', async (path, status) => {
    const answer = await call(path, FRIEND);
    expect(answer.status).toBe(status);
    expectReadable(answer);
  });

  it('may read that it asks too often, and when to come back', async () => {
    const ask = () => fetch(`${limited.url}/`, { headers: { origin: FRIEND } });
    const answers = await Promise.all([ask(), ask(), ask()]);
    const refused = answers.find(({ status }) => status === 429)!;
    expectReadable(refused);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(listOf(refused, 'access-control-expose-headers')).toEqual(
      expect.arrayContaining(['retry-after', 'idempotent-replayed']),
    );
  });

  it('may read a stream, with the cookie that a browser sends along', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await openSse(`${server.url}/v1/riders/me/stream`, {
      headers: { cookie: `tripstream_rider=${rider.token}`, origin: FRIEND },
    });
    expect((await probe.next()).event).toBe('stream.opened');
    expect(probe.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'access-control-allow-origin': FRIEND,
      'access-control-allow-credentials': 'true',
      vary: expect.stringMatching(/origin/i),
    });
    await probe.close();
  });
});

describe('any other origin', () => {
  it.each(STRANGERS)('%s gets no word of CORS, whatever it asks', async (origin) => {
    const answers = [
      await preflight('/v1/trips', origin, 'POST'),
      await call('/health/live', origin),
      await call('/v1/trips', origin),
      await call('/%ff', origin),
    ];
    for (const answer of answers) {
      expect(corsOf(answer)).toEqual([]);
      // Or a cache would hand it the answer that was for a friend, and the other way round.
      expect(listOf(answer, 'vary')).toContain('origin');
    }
    expect(answers[0]!.status).toBe(404);
  });

  it('is what a request without one comes from', async () => {
    const answer = await fetch(`${server.url}/health/live`);
    expect(corsOf(answer)).toEqual([]);
    expect(listOf(answer, 'vary')).toContain('origin');
  });
});

it('without CORS_ORIGINS there is no CORS', async () => {
  const closed = await startTestServer();
  const answer = await fetch(`${closed.url}/`, { headers: { origin: FRIEND } });
  expect(corsOf(answer)).toEqual([]);
  const options = await fetch(`${closed.url}/v1/trips`, {
    method: 'OPTIONS',
    headers: { origin: FRIEND, 'access-control-request-method': 'POST' },
  });
  expect([options.status, corsOf(options)]).toEqual([404, []]);
  await closed.drop();
});

/** As a browser decides: the origin itself, letter by letter, and credentials. */
function expectReadable(answer: Response): void {
  expect(answer.headers.get('access-control-allow-origin')).toBe(FRIEND);
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
  expect(listOf(answer, 'vary')).toContain('origin');
}
