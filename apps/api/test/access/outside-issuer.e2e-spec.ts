import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '#testing';
import { expectProblem } from '../http/problem-check.js';
import { api, startTestServer, type TestServer } from '../ride-builder.js';

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

/** The token of an outside person; `changes` undoes what makes it good. */
function token(changes: Record<string, unknown> = {}, key = keys.privateKey) {
  const claims = { sub: 'auth0|ada', role: 'rider', name: 'Ada', iss: ISSUER, aud: AUDIENCE };
  const exp = Math.floor(Date.now() / 1000) + 600;
  return new SignJWT({ ...claims, exp, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .sign(key);
}

const trips = (bearer: string) => api(server, bearer).get('/v1/trips');
const PLACES = { pickup: { lat: 40.75, lng: -73.98 }, dropoff: { lat: 40.76, lng: -73.98 } };

describe('with an outside issuer', () => {
  it('its tokens are taken, and its people have an id of ours, the same each time', async () => {
    const first = await api(server, await token()).post('/v1/trips', PLACES);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ rider: { name: 'Ada' } });
    expect(first.body.riderId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const { body } = await trips(await token({ jti: 'another' }));
    expect(body.trips).toEqual([first.body]);
  });

  it('another subject, and the same one in another role, are other people', async () => {
    for (const who of [{ sub: 'auth0|bob' }, { role: 'driver' }]) {
      expect((await trips(await token(who))).body.trips).toEqual([]);
    }
  });

  it('nobody gets a token from us', async () => {
    const answer = await api(server).post('/v1/sessions', { role: 'rider', name: 'Ada' });
    expectProblem(answer, 404, 'NOT_FOUND');
  });

  it.each([
    ['another issuer', { iss: 'https://other.example' }],
    ['another audience', { aud: 'somebody' }],
    ['no subject', { sub: undefined }],
    ['no expiry', { exp: undefined }],
    ['no role', { role: undefined }],
    ['a role we don’t know', { role: 'admin' }],
  ])('a token with %s is refused', async (_what, changes) => {
    expectProblem(await trips(await token(changes)), 401, 'UNAUTHENTICATED');
  });

  it('an expired token is TOKEN_EXPIRED', async () => {
    const exp = Math.floor(Date.now() / 1000) - 1;
    expectProblem(await trips(await token({ exp })), 401, 'TOKEN_EXPIRED');
  });

  it('a token of somebody else’s key is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    expectProblem(await trips(await token({}, privateKey)), 401, 'UNAUTHENTICATED');
  });

  it('a token signed with the public key as the secret is refused', async () => {
    const secret = Buffer.from(await exportSPKI(keys.publicKey));
    const claims = { sub: 'auth0|ada', role: 'ops', iss: ISSUER, aud: AUDIENCE };
    const exp = Math.floor(Date.now() / 1000) + 600;
    const forged = await new SignJWT({ ...claims, exp })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(secret);
    expectProblem(await trips(forged), 401, 'UNAUTHENTICATED');
  });

  it('a name from outside is printable and short before anybody sees it', async () => {
    const name = `\r\nevent: forged\u0000${'x'.repeat(200)}`;
    const rider = api(server, await token({ sub: 'auth0|eve', name }));
    const { body } = await rider.post('/v1/trips', PLACES);
    expect(body.rider.name).toMatch(/^event: forgedx+$/);
    expect(body.rider.name.length).toBeLessThanOrEqual(80);
  });
});

describe('while the issuer is away', () => {
  it('nobody is told that their token is wrong: 503, retry', async () => {
    const lost = await startTestServer(settings('http://127.0.0.1:1/jwks'));
    const answer = await api(lost, await token()).get('/v1/trips');
    expect(answer.status).toBe(503);
    expectProblem(answer, 503, answer.body.code);
    expect(answer.body.retryable).toBe(true);
    await lost.drop();
  });
});
