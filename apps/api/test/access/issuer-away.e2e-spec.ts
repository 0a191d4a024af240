import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair, type GenerateKeyPairResult } from 'jose';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  openSse,
  startFaultProxy,
  until,
  type FaultProxy,
  type TestDatabase,
} from '#testing';
import { api, dataOf, dropoff, pickup, startTestServer, type TestServer } from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'tripstream-test';

let keys: GenerateKeyPairResult;
let publicKeys: string;
let database: TestDatabase;
let network: FaultProxy;
/** Answers with the keys, until a test replaces the answer. */
let issuer: Server;
let server: TestServer | undefined;
let answerOfIssuer: RequestListener;

const answerKeys: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'application/json').end(publicKeys);
};

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256' };
  publicKeys = JSON.stringify({ keys: [jwk] });
  issuer = createServer((request, response) => answerOfIssuer(request, response));
  issuer.listen(0, '127.0.0.1');
  await until('the issuer listens', () => issuer.listening);
  database = await createTestDatabase();
  network = await startFaultProxy(database.url);
});

afterEach(async () => {
  network.restore();
  await server?.stop();
  server = undefined;
});

afterAll(async () => {
  issuer.close();
  await network.close();
  await database.drop();
});

const urlOfIssuer = () => `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;

async function start(jwksUrl = urlOfIssuer()): Promise<TestServer> {
  return (server = await startTestServer({
    DATABASE_URL: network.url,
    AUTH_MODE: 'jwks',
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: AUDIENCE,
    AUTH_JWKS_URL: jwksUrl,
  }));
}

/** A token of a person whom the server doesn't know yet. */
function signToken(): Promise<string> {
  const claims = { sub: `auth0|${uuidv7()}`, role: 'rider', iss: ISSUER, aud: AUDIENCE };
  const exp = Math.floor(Date.now() / 1000) + 600;
  return new SignJWT({ ...claims, exp })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .sign(keys.privateKey);
}

const STREAMS = ['/v1/riders/me/stream', `/v1/trips/${uuidv7()}/stream`];
const REPLAY = `/v1/trips/${uuidv7()}/replay`;
const CURSOR = '0123456789abcdef-7';

/** Requests and polls answer 503 with Retry-After; streams say it in band, at the client's cursor. */
async function expectUnavailable({ url }: TestServer, code: string): Promise<void> {
  const token = await signToken();
  const person = api({ url }, token);
  const json = { accept: 'application/json' };
  for (const answer of [
    await person.post('/v1/quotes', { pickup, dropoff }),
    await person.get('/v1/trips'),
    await person.get(STREAMS[0]!, undefined, json),
  ]) {
    expectProblem(answer, 503, code);
    expect(answer.body.retryable).toBe(true);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  for (const path of [...STREAMS, REPLAY]) {
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': CURSOR };
    const probe = await openSse(url + path, { headers });
    expect(probe.status).toBe(200);
    expect(await probe.ended).toBe('server');
    const [closing] = probe.frames;
    expect(closing).toMatchObject({ event: 'stream.closing', id: CURSOR });
    expect(closing?.fields.some(({ name }) => name === 'retry')).toBe(true);
    expect(dataOf(closing)).toEqual({ reason: 'unavailable', reconnect: true });
    const html = await person.get(path, undefined, { accept: 'text/html' });
    expectProblem(html, 406, 'NOT_ACCEPTABLE');
  }
}

describe('while the external issuer is away', () => {
  it.each([
    ['its name is unknown', 'http://issuer.invalid/jwks'],
    ['it refuses connections', 'http://127.0.0.1:1/jwks'],
    ['it speaks no TLS', 'https'],
  ])('requests answer 503 and streams report unavailable when %s', async (_when, jwksUrl) => {
    const url = jwksUrl === 'https' ? urlOfIssuer().replace('http:', 'https:') : jwksUrl;
    await expectUnavailable(await start(url), 'NOT_READY');
  });

  it.each<[string, RequestListener]>([
    ['resets the connection', (request) => request.socket.resetAndDestroy()],
    ['answers 500', (_request, response) => response.writeHead(500).end()],
    ['answers a page', (_request, response) => response.end('<p>Back soon</p>')],
    ['answers JSON that is no key set', (_request, response) => response.end('{"keys":"soon"}')],
  ])('requests answer 503 and streams report unavailable when it %s', async (_how, listener) => {
    answerOfIssuer = listener;
    const started = await start();
    await expectUnavailable(started, 'NOT_READY');
    answerOfIssuer = answerKeys;
    const { status } = await api(started, await signToken()).get('/v1/trips');
    expect(status).toBe(200);
  });
});

describe('with tokens of an external issuer, while the database is away', () => {
  it('requests answer 503 and streams report unavailable, and both work when it is back', async () => {
    answerOfIssuer = answerKeys;
    const started = await start();
    expect((await api(started, await signToken()).get('/v1/trips')).status).toBe(200);
    network.cut();
    await until('the server is not ready', async () => {
      return (await api(started).get('/health/ready')).status === 503;
    });
    await expectUnavailable(started, 'DATABASE_UNAVAILABLE');
    network.restore();
    const headers = { authorization: `Bearer ${await signToken()}` };
    const probe = await until('a stream opens', async () => {
      const opened = await openSse(started.url + STREAMS[0]!, { headers });
      const first = await opened.next(() => true);
      if (first.event === 'stream.opened') return opened;
      await opened.close();
      return undefined;
    });
    await probe.next(({ event }) => event === 'stream.snapshot');
    await probe.close();
  });
});
