import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { ApiProcess } from '#simulation';
import { ensureBuilt, startTestServer, type TestServer } from '#api-harness';

interface Answer {
  status: number | undefined;
  code: unknown;
}

/** Sends a request under a name, which `fetch` doesn't let a client choose. */
async function requestAs(url: string, host: string | undefined): Promise<Answer> {
  const sent = request(url, { setHost: false, headers: host === undefined ? {} : { host } });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  const body = (await json(answer).catch(() => ({}))) as { code?: unknown };
  return { status: answer.statusCode, code: body.code };
}

const keysOf = (server: ApiProcess): string[] =>
  [...server.output.matchAll(/the key for the next ops session is (\S+)/g)].map(
    ([, key]) => key ?? '',
  );

beforeAll(ensureBuilt);

describe('a demo server that other machines can reach', () => {
  let database: TestDatabase;
  let server: ApiProcess;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await ApiProcess.start({
      environment: { DATABASE_URL: database.url, AUTH_MODE: 'demo', HOST: '0.0.0.0' },
    });
    url = server.url.replace('0.0.0.0', '127.0.0.1');
  });

  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  async function signUp(body: object, key = randomUUID()) {
    const answer = await fetch(`${url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    const { code, token } = (await answer.json()) as { code?: string; token?: string };
    return { status: answer.status, code, token };
  }

  it('the server warns, and logs the address that it really listens on', async () => {
    // The server listens before it warns.
    await until('the warning', () =>
      /"level":40.*gives a token to every caller/.test(server.output),
    );
    expect(server.output).toMatch(/Tripstream listens on http:\/\/0\.0\.0\.0:\d+"/);
  });

  it('an ops session needs the printed key, which is good for one session', async () => {
    expect(await signUp({ role: 'rider', name: 'Ada' })).toMatchObject({ status: 201 });
    const refused = { status: 403, code: 'OPS_KEY_REQUIRED' };
    expect(await signUp({ role: 'ops', name: 'Mallory' })).toMatchObject(refused);
    expect(await signUp({ role: 'ops', name: 'Mallory', opsKey: 'guess' })).toMatchObject(refused);
    const [opsKey] = keysOf(server);
    const session = { role: 'ops', name: 'Grace', opsKey };
    const idempotencyKey = randomUUID();
    const first = await signUp(session, idempotencyKey);
    expect(first.status).toBe(201);
    expect(await signUp(session, idempotencyKey)).toEqual(first);
    expect(await signUp(session)).toMatchObject(refused);
    const next = await until('the next key is printed', () => keysOf(server)[1]);
    expect(await signUp({ ...session, opsKey: next })).toMatchObject({ status: 201 });
  });

  it('twenty concurrent sessions with one key make one session', async () => {
    const opsKey = keysOf(server).at(-1);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        signUp({ role: 'ops', name: `Ops ${index}`, opsKey }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'OPS_KEY_REQUIRED')).toHaveLength(19);
  });
});

describe('the names of a demo server', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ ALLOWED_HOSTS: 'rides.example' });
  });

  afterAll(() => server.drop());

  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '',
  ])('the name %p is refused, so a rebound name of another site gets no answer', async (host) => {
    const refused = { status: 421, code: 'HOST_NOT_ALLOWED' };
    expect(await requestAs(`${server.url}/v1/sessions`, host)).toEqual(refused);
    expect(await requestAs(`${server.url}/pages/config.json`, host)).toEqual(refused);
    expect(await requestAs(`${server.url}/unknown`, host)).toEqual(refused);
  });

  it.each([
    'localhost',
    'LOCALHOST:1',
    '127.0.0.1:3000',
    '[::1]:3000',
    '10.0.0.7',
    'Rides.Example.:443',
  ])('the name %p is answered', async (host) => {
    expect((await requestAs(`${server.url}/openapi.json`, host)).status).toBe(200);
  });

  it('probes are answered under any name', async () => {
    expect((await requestAs(`${server.url}/health/live`, 'pod-7.internal')).status).toBe(200);
    // A busy machine may be unready for a moment.
    await until('the server is ready', async () => {
      const { status } = await requestAs(`${server.url}/health/ready`, 'pod-7.internal');
      return status === 200;
    });
  });
});

describe('an ops session of a demo server on loopback', () => {
  let server: TestServer;

  afterEach(() => server.drop());

  const signUpOps = async (headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ role: 'ops', name: 'Grace' }),
    });
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  };

  it('such a session needs no key', async () => {
    server = await startTestServer();
    expect(await signUpOps()).toEqual([201, undefined]);
  });

  it.each([
    [{ 'x-forwarded-for': '203.0.113.9' }],
    [{ 'x-real-ip': '203.0.113.9' }],
    [{ forwarded: 'for=203.0.113.9' }],
    [{ via: '1.1 caddy' }],
  ])('a proxy that no setting names gets no such session, by %j', async (headers) => {
    server = await startTestServer();
    expect(await signUpOps(headers)).toEqual([403, 'OPS_KEY_REQUIRED']);
  });

  it.each([
    [{ PUBLIC_URL: 'https://rides.example' }],
    [{ TRUST_PROXY: 'loopback' }],
    [{ ALLOWED_HOSTS: 'rides.example' }],
  ])('such a session needs the key when other machines may call, by %j', async (settings) => {
    server = await startTestServer(settings);
    expect(await signUpOps()).toEqual([403, 'OPS_KEY_REQUIRED']);
  });
});
