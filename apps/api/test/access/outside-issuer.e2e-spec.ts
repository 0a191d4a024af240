import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '#testing';
import { api, startTestServer, type TestServer } from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'tripstream-test';

let issuer: Server;
let keys: GenerateKeyPairResult;
let server: TestServer;

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256' };
  issuer = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await until('the issuer listens', () => issuer.listening);
  server = await startTestServer(settings(`http://127.0.0.1:${portOf(issuer)}/jwks`));
});

afterAll(async () => {
  await server.drop();
  issuer.close();
});

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;

const settings = (url: string) => ({
  AUTH_MODE: 'jwks',
  AUTH_ISSUER: ISSUER,
  AUTH_AUDIENCE: AUDIENCE,
  AUTH_JWKS_URL: url,
});

/** Signs a token of the external issuer; `changes` overrides its claims. */
function token(changes: Record<string, unknown> = {}, key = keys.privateKey) {
  const claims = { sub: 'auth0|ada', role: 'rider', name: 'Ada', iss: ISSUER, aud: AUDIENCE };
  const exp = Math.floor(Date.now() / 1000) + 600;
  return new SignJWT({ ...claims, exp, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .sign(key);
}

const trips = (bearer: string) => api(server, bearer).get('/v1/trips');
const PLACES = { pickup: { lat: 40.75, lng: -73.98 }, dropoff: { lat: 40.76, lng: -73.98 } };

describe('tokens of an external issuer', () => {
  it('the server accepts a token of the external issuer and maps its subject to a stable user id', async () => {
    const first = await api(server, await token()).post('/v1/trips', PLACES);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ rider: { name: 'Ada' } });
    expect(first.body.riderId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const { body } = await trips(await token({ jti: 'another' }));
    expect(body.trips).toEqual([first.body]);
  });

  it('another subject, or the same subject in another role, is another user', async () => {
    for (const who of [{ sub: 'auth0|bob' }, { role: 'driver' }]) {
      expect((await trips(await token(who))).body.trips).toEqual([]);
    }
  });

  it('the server issues no session tokens when an external issuer is configured', async () => {
    const answer = await api(server).post('/v1/sessions', { role: 'rider', name: 'Ada' });
    expectProblem(answer, 404, 'NOT_FOUND');
  });

  it.each([
    ['another issuer', { iss: 'https://other.example' }],
    ['another audience', { aud: 'somebody' }],
    ['no subject', { sub: undefined }],
    ['no expiry', { exp: undefined }],
    ['no role', { role: undefined }],
    ['an unknown role', { role: 'admin' }],
  ])('the server refuses an external token with %s', async (_defect, changes) => {
    expectProblem(await trips(await token(changes)), 401, 'UNAUTHENTICATED');
  });

  it('the server answers TOKEN_EXPIRED to an expired external token', async () => {
    const exp = Math.floor(Date.now() / 1000) - 1;
    expectProblem(await trips(await token({ exp })), 401, 'TOKEN_EXPIRED');
  });

  it('the server refuses a token signed with a key outside the issuer’s key set', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    expectProblem(await trips(await token({}, privateKey)), 401, 'UNAUTHENTICATED');
  });

  it('the server refuses an HS256 token signed with the public key as its secret', async () => {
    const secret = Buffer.from(await exportSPKI(keys.publicKey));
    const claims = { sub: 'auth0|ada', role: 'ops', iss: ISSUER, aud: AUDIENCE };
    const exp = Math.floor(Date.now() / 1000) + 600;
    const forged = await new SignJWT({ ...claims, exp })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(secret);
    expectProblem(await trips(forged), 401, 'UNAUTHENTICATED');
  });

  it('the server removes control characters from the name in an external token and shortens it', async () => {
    const name = `\r\nevent: forged\u0000${'x'.repeat(200)}`;
    const rider = api(server, await token({ sub: 'auth0|eve', name }));
    const { body } = await rider.post('/v1/trips', PLACES);
    expect(body.rider.name).toMatch(/^event: forgedx+$/);
    expect(body.rider.name.length).toBeLessThanOrEqual(80);
  });
});

describe('an unreachable external issuer', () => {
  it('the server answers a retryable 503, not 401, when the issuer is unreachable', async () => {
    const withoutIssuer = await startTestServer(settings('http://127.0.0.1:1/jwks'));
    const answer = await api(withoutIssuer, await token()).get('/v1/trips');
    expect(answer.status).toBe(503);
    expectProblem(answer, 503, answer.body.code);
    expect(answer.body.retryable).toBe(true);
    await withoutIssuer.drop();
  });
});
