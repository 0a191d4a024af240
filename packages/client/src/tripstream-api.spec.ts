import { describe, expect, it } from '@jest/globals';
import { ApiProblem } from './http/api-problem.js';
import { TripstreamApi } from './tripstream-api.js';

type Sent = { url: string; init: RequestInit; key: string | null };

/** An API whose fetch gives these answers, one after the other. */
function given(answers: (Response | Error)[]): { api: TripstreamApi; sent: Sent[] } {
  const sent: Sent[] = [];
  const fake = (url: string, init: RequestInit): Promise<Response> => {
    sent.push({ url, init, key: new Headers(init.headers).get('idempotency-key') });
    const answer = answers.shift() ?? new Error('no more answers');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const api = new TripstreamApi({ baseUrl: 'http://x/', token: 't', fetch: fake as typeof fetch });
  return { api, sent };
}

const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ status, code, detail: 'because', retryable: false }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
const ok = (body: unknown): Response => Response.json(body);

describe('TripstreamApi', () => {
  it('a command is retried with the same key until it has an outcome', async () => {
    const { api, sent } = given([
      new TypeError('fetch failed'),
      problem(503, 'DATABASE_UNAVAILABLE', { 'retry-after': '0' }),
      problem(409, 'IDEMPOTENCY_IN_FLIGHT'),
      ok({ id: 'trip' }),
    ]);
    expect(await api.acceptOffer('o')).toEqual({ id: 'trip' });
    expect(sent).toHaveLength(4);
    expect(new Set(sent.map((request) => request.key)).size).toBe(1);
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('a command that lost its race is not retried', async () => {
    const { api, sent } = given([problem(409, 'OFFER_EXPIRED')]);
    await expect(api.acceptOffer('o')).rejects.toMatchObject({
      code: 'OFFER_EXPIRED',
      status: 409,
    });
    expect(sent).toHaveLength(1);
  });

  it('each call of a command has a new key', async () => {
    const { api, sent } = given([ok({}), ok({})]);
    await api.arrive('t');
    await api.arrive('t');
    expect(sent[0]?.key).not.toBe(sent[1]?.key);
  });

  it('a command without an answer throws an ApiProblem with status 0', async () => {
    const { api } = given([new TypeError('fetch failed')]);
    const error = await api.reportLocations({ lat: 1, lng: 2 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ status: 0, code: 'NETWORK_ERROR', retryable: true });
  });

  it('a long Retry-After is left to the caller', async () => {
    const { api } = given([problem(429, 'RATE_LIMITED', { 'retry-after': '3600' })]);
    await expect(api.trips()).rejects.toMatchObject({ retryAfterSeconds: 3600 });
  });

  it('an id stays within its segment of the path', async () => {
    const { api, sent } = given([ok({})]);
    await api.trip('../drivers?x');
    expect(sent[0]?.url).toBe('http://x/v1/trips/..%2Fdrivers%3Fx');
  });
});
