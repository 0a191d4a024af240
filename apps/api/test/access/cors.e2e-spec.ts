import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSse } from '#testing';
import { signUp, startTestServer, type TestServer } from '#api-harness';

const ALLOWED_ORIGIN = 'https://friend.example';
const OTHER_ALLOWED_ORIGIN = 'http://localhost:5173';
const FOREIGN_ORIGINS = [
  'https://stranger.example',
  'null',
  'https://friend.example.evil.example',
  'https://friend.example:444',
  'http://friend.example',
  'HTTPS://ALLOWED_ORIGIN.EXAMPLE',
  '*',
];

let server: TestServer;
let limited: TestServer;

beforeAll(async () => {
  const origins = { CORS_ORIGINS: `${ALLOWED_ORIGIN},${OTHER_ALLOWED_ORIGIN}` };
  server = await startTestServer(origins);
  limited = await startTestServer({ ...origins, RATE_LIMIT_PER_SECOND: '1' });
});

afterAll(() => Promise.all([server.drop(), limited.drop()]));

interface Call {
  method?: string;
  headers?: Record<string, string>;
}

/** Sends a request with the given Origin header. */
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

describe('CORS for an allowed origin', () => {
  it.each([
    ['/v1/trips', 'POST'],
    ['/v1/drivers/me/availability', 'PUT'],
    ['/v1/ops/connections/1', 'DELETE'],
    ['/v1/riders/me/stream', 'GET'],
    ['/nowhere', 'POST'],
  ])(
    'a preflight from an allowed origin for %s permits %s with every request header of the API',
    async (path, method) => {
      const answer = await preflight(path, OTHER_ALLOWED_ORIGIN, method);
      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe(OTHER_ALLOWED_ORIGIN);
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
      expect(listOf(answer, 'access-control-allow-methods')).toContain(method.toLowerCase());
      expect(listOf(answer, 'access-control-allow-headers')).toEqual(
        expect.arrayContaining(ALL_HEADERS.split(',')),
      );
      expect(Number(answer.headers.get('access-control-max-age'))).toBeGreaterThan(0);
      expect(listOf(answer, 'vary')).toContain('origin');
    },
  );

  it.each([
    ['/health/live', 200],
    ['/v1/trips', 401],
    ['/nowhere', 404],
    ['/%ff', 400],
    ['/v1/riders/me/stream', 401],
    [`/v1/trips/${'x'.repeat(500)}`, 404],
  ])('an allowed origin may read the answer of %s with status %i', async (path, status) => {
    const answer = await call(path, ALLOWED_ORIGIN);
    expect(answer.status).toBe(status);
    expectReadable(answer);
  });

  it('an allowed origin may read a 429 answer and its Retry-After header', async () => {
    const ask = () => fetch(`${limited.url}/`, { headers: { origin: ALLOWED_ORIGIN } });
    const answers = await Promise.all([ask(), ask(), ask()]);
    const refused = answers.find(({ status }) => status === 429)!;
    expectReadable(refused);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(listOf(refused, 'access-control-expose-headers')).toEqual(
      expect.arrayContaining(['retry-after', 'idempotent-replayed']),
    );
  });

  it('an allowed origin may read a stream that the browser requests with its cookie', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await openSse(`${server.url}/v1/riders/me/stream`, {
      headers: { cookie: `tripstream_rider=${rider.token}`, origin: ALLOWED_ORIGIN },
    });
    expect((await probe.next()).event).toBe('stream.opened');
    expect(probe.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'access-control-allow-origin': ALLOWED_ORIGIN,
      'access-control-allow-credentials': 'true',
      vary: expect.stringMatching(/origin/i),
    });
    await probe.close();
  });
});

describe('CORS for other origins', () => {
  it.each(FOREIGN_ORIGINS)('the origin %s gets no CORS header on any answer', async (origin) => {
    const answers = [
      await preflight('/v1/trips', origin, 'POST'),
      await call('/health/live', origin),
      await call('/v1/trips', origin),
      await call('/%ff', origin),
    ];
    for (const answer of answers) {
      expect(corsOf(answer)).toEqual([]);
      // Without `Vary`, a shared cache would serve this answer to an allowed origin, or the reverse.
      expect(listOf(answer, 'vary')).toContain('origin');
    }
    expect(answers[0]!.status).toBe(404);
  });

  it('a request without an Origin header gets no CORS header', async () => {
    const answer = await fetch(`${server.url}/health/live`);
    expect(corsOf(answer)).toEqual([]);
    expect(listOf(answer, 'vary')).toContain('origin');
  });
});

it('the server sends no CORS header when CORS_ORIGINS is unset', async () => {
  const closed = await startTestServer();
  const answer = await fetch(`${closed.url}/`, { headers: { origin: ALLOWED_ORIGIN } });
  expect(corsOf(answer)).toEqual([]);
  const options = await fetch(`${closed.url}/v1/trips`, {
    method: 'OPTIONS',
    headers: { origin: ALLOWED_ORIGIN, 'access-control-request-method': 'POST' },
  });
  expect([options.status, corsOf(options)]).toEqual([404, []]);
  await closed.drop();
});

/** Checks what a browser checks: the exact origin and the permission for credentials. */
function expectReadable(answer: Response): void {
  expect(answer.headers.get('access-control-allow-origin')).toBe(ALLOWED_ORIGIN);
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
  expect(listOf(answer, 'vary')).toContain('origin');
}
