import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  SignJWT,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type GenerateKeyPairResult,
  type JWK,
} from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '#testing';
import { api, SqlPeek, startTestServer, type TestServer } from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'tripstream-test';

let issuer: Server;
let keys: GenerateKeyPairResult;
let server: TestServer;
let requestsToIssuer = 0;
const publicKeys: JWK[] = [];

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  publicKeys.push({ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256' });
  issuer = createServer((_request, response) => {
    requestsToIssuer += 1;
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ keys: publicKeys }));
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
function token(
  changes: Record<string, unknown> = {},
  key = keys.privateKey,
  header: Record<string, unknown> = {},
) {
  const claims = { sub: 'auth0|ada', role: 'rider', name: 'Ada', iss: ISSUER, aud: AUDIENCE };
  const exp = Math.floor(Date.now() / 1000) + 600;
  return new SignJWT({ ...claims, exp, ...changes })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
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
    ['a NUL in the subject', { sub: 'auth0|a\0b' }],
    ['half a surrogate pair in the subject', { sub: 'auth0|\ud800' }],
    ['a subject of 256 characters', { sub: 'a'.repeat(256) }],
    ['an empty subject', { sub: '' }],
    ['a subject that is no text', { sub: 7 }],
    ['an expiry after the year 9999', { exp: 1e15 }],
    ['an expiry beyond every date', { exp: 1e300 }],
  ])('the server refuses an external token with %s', async (_defect, changes) => {
    expectProblem(await trips(await token(changes)), 401, 'UNAUTHENTICATED');
  });

  it('the server answers TOKEN_EXPIRED to an expired external token', async () => {
    const exp = Math.floor(Date.now() / 1000) - 31;
    expectProblem(await trips(await token({ exp })), 401, 'TOKEN_EXPIRED');
  });

  it.each([
    ['a minute', 60, 401],
    ['less than 30 seconds', 20, 200],
  ])(
    'a clock of the issuer that is %s ahead, by %i s, is answered %i',
    async (_how, seconds, status) => {
      const nbf = Math.floor(Date.now() / 1000) + seconds;
      expect((await trips(await token({ nbf }))).status).toBe(status);
      const exp = Math.floor(Date.now() / 1000) - seconds;
      expect((await trips(await token({ exp }))).status).toBe(status);
    },
  );

  it.each([
    ['logout+jwt', 401],
    ['secevent+jwt', 401],
    ['JWT', 200],
    ['at+jwt', 200],
    ['application/at+jwt', 200],
  ])('a token of the type %s is answered %i', async (typ, status) => {
    expect((await trips(await token({}, keys.privateKey, { typ }))).status).toBe(status);
  });

  it('a known account costs no write, whatever tokens name it', async () => {
    const peek = await SqlPeek.at(server);
    const writes = () =>
      peek.value<string>("SELECT xmin::text FROM account WHERE subject = 'auth0|grace'");
    await trips(await token({ sub: 'auth0|grace' }));
    const before = await writes();
    for (const name of ['Ada', 'Grace']) {
      const tokens = [1, 2, 3].map((jti) =>
        token({ sub: 'auth0|grace', jti: `${name} ${jti}`, name }),
      );
      for (const answer of await Promise.all(tokens.map(async (each) => trips(await each)))) {
        expect(answer.status).toBe(200);
      }
    }
    expect(await writes()).toBe(before);
    await peek.close();
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

  it('a name whose 80th unit is half an emoji is cut before the emoji', async () => {
    for (const [name, shown] of [
      [`${'A'.repeat(79)}😀x`, 'A'.repeat(79)],
      [`${'A'.repeat(75)}👩\u200d🚀👩\u200d🚀`, `${'A'.repeat(75)}👩\u200d🚀`],
      [`${'A'.repeat(77)}👩\u200d🚀`, `${'A'.repeat(77)}👩`],
    ] as const) {
      const rider = api(server, await token({ sub: `auth0|${name}`, name }));
      const { status, body } = await rider.post('/v1/trips', PLACES);
      expect([status, body.rider?.name]).toEqual([201, shown]);
    }
  });
});

describe('the keys of an external issuer', () => {
  it('a rotated key is accepted without a gap, and made-up keys cost few requests', async () => {
    const rotated = await generateKeyPair('RS256', { extractable: true });
    expect((await trips(await token())).status).toBe(200);
    const before = requestsToIssuer;
    const startedAt = performance.now();
    const madeUp = Array.from({ length: 40 }, (_, index) =>
      token({ jti: `made up ${index}` }, rotated.privateKey, { kid: `made up ${index}` }),
    );
    const refused = Promise.all(madeUp.map(async (each) => trips(await each)));
    await until('the issuer was asked', () => requestsToIssuer > before);
    publicKeys.push({ ...(await exportJWK(rotated.publicKey)), kid: 'two', alg: 'RS256' });
    const next = () => token({ jti: 'rotated' }, rotated.privateKey, { kid: 'two' });
    expect((await trips(await next())).status).toBe(200);
    for (const answer of await refused) expectProblem(answer, 401, 'UNAUTHENTICATED');
    const seconds = (performance.now() - startedAt) / 1000;
    expect(requestsToIssuer - before).toBeLessThanOrEqual(1 + seconds / 3 + 1);
    publicKeys.pop();
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
