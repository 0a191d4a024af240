import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, decodeJwt } from 'jose';
import request from 'supertest';
import { createTestDatabase, openSse, startFaultProxy, until, type SseProbe } from '#testing';
import { expectProblem } from '../http/problem-check.js';
import { api, signUp, startTestServer, type TestServer } from '../ride-builder.js';
import { SqlPeek } from '../sql-peek.js';
import { dataOf } from '../stream-writer.js';

/** Rights end within five seconds of being revoked. */
const SOON = { timeoutMs: 5_000 };
const ME = '/v1/sessions/me';

let server: TestServer;
/** Another process at the same database. */
let other: TestServer;
let secret: Uint8Array;

beforeAll(async () => {
  server = await startTestServer();
  other = await startTestServer({ DATABASE_URL: server.databaseUrl });
  await signUp(server, 'rider');
  const peek = await SqlPeek.at(server);
  secret = Buffer.from(await peek.value<string>('SELECT secret FROM signing_key'), 'base64');
  await peek.close();
});

afterAll(async () => {
  await other.stop();
  await server.drop();
});

const trips = (where: Pick<TestServer, 'url'>, token: string) => api(where, token).get('/v1/trips');

const logOut = (where: Pick<TestServer, 'url'>, token: string) => api(where, token).delete(ME);

async function streamAt({ url }: TestServer, token: string): Promise<SseProbe> {
  const headers = { authorization: `Bearer ${token}` };
  const probe = await openSse(`${url}/v1/riders/me/stream`, { headers });
  await probe.next(({ event }) => event === 'stream.snapshot');
  return probe;
}

/** The same person's token with other claims, signed with our key. */
const sameAs = (token: string, change: Record<string, unknown>) =>
  new SignJWT({ ...decodeJwt(token), ...change }).setProtectedHeader({ alg: 'HS256' }).sign(secret);

describe('who logs out', () => {
  it('is refused with that token from then on, on other processes within 5 s', async () => {
    const { token } = await signUp(server, 'rider');
    for (const where of [server, other]) expect((await trips(where, token)).status).toBe(200);
    expect((await logOut(server, token)).status).toBe(204);
    expectProblem(await trips(server, token), 401, 'UNAUTHENTICATED');
    expectProblem(await logOut(server, token), 401, 'UNAUTHENTICATED');
    await until('elsewhere', async () => (await trips(other, token)).status === 401, SOON);
  });

  it('has their streams ended within 5 s, on every process, and is told not to come back', async () => {
    const [leaver, neighbour] = await Promise.all([
      signUp(server, 'rider'),
      signUp(server, 'rider'),
    ]);
    const onPhone = await sameAs(leaver.token, { jti: 'the phone' });
    const streams = await Promise.all([
      streamAt(server, leaver.token),
      streamAt(server, leaver.token),
      streamAt(other, leaver.token),
    ]);
    const staying = await Promise.all([
      streamAt(server, onPhone),
      streamAt(server, neighbour.token),
      streamAt(other, neighbour.token),
    ]);
    await logOut(server, leaver.token);
    for (const stream of streams) {
      const closing = await stream.next(({ event }) => event === 'stream.closing', SOON);
      expect(dataOf(closing)).toEqual({ reason: 'revoked', reconnect: false });
      expect(await stream.ended).toBe('server');
      expect(stream.violations).toEqual([]);
    }
    for (const stream of staying) {
      expect(stream.frames.some(({ event }) => event === 'stream.closing')).toBe(false);
      await stream.close();
    }
    expect((await trips(server, onPhone)).status).toBe(200);
  });

  it('stays logged out when the server starts again', async () => {
    const { token } = await signUp(server, 'driver');
    await logOut(server, token);
    const again = await startTestServer({ DATABASE_URL: server.databaseUrl });
    expectProblem(await trips(again, token), 401, 'UNAUTHENTICATED');
    await again.stop();
  });

  it('with a token that has no name of its own is logged out of every spelling of it', async () => {
    const { token } = await signUp(server, 'rider');
    const nameless = await sameAs(token, { jti: undefined });
    // The last character of 32 bytes in base64url has two bits to spare.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(nameless.at(-1)!);
    const respelt = nameless.slice(0, -1) + alphabet[last ^ 1]!;
    expect((await trips(server, nameless)).status).toBe(200);
    expect((await trips(server, respelt)).status).toBe(200);
    await logOut(server, nameless);
    for (const each of [nameless, respelt]) {
      expectProblem(await trips(server, each), 401, 'UNAUTHENTICATED');
    }
    expect((await trips(server, token)).status).toBe(200);
  });
});

describe('in a browser', () => {
  async function browser(): Promise<ReturnType<typeof request.agent>> {
    const agent = request.agent(server.url);
    await agent.post('/v1/sessions').send({ role: 'rider', name: 'Ada' }).expect(201);
    return agent;
  }

  it('logging out takes the cookie away', async () => {
    const agent = await browser();
    const answer = await agent.delete(ME).expect(204);
    const [cookie] = answer.get('Set-Cookie')!;
    expect(cookie).toMatch(/^tripstream_rider=; Path=\/; HttpOnly; SameSite=Lax; Expires=Thu, 01/);
    await agent.get('/v1/trips').expect(401);
  });

  it('the cookie of another session stays', async () => {
    const agent = await browser();
    const { token } = await signUp(server, 'rider');
    const answer = await agent.delete(ME).set('Authorization', `Bearer ${token}`).expect(204);
    expect(answer.get('Set-Cookie')).toBeUndefined();
    await agent.get('/v1/trips').expect(200);
  });

  it('another site can’t log anybody out', async () => {
    const agent = await browser();
    const answer = await agent.delete(ME).set('Origin', 'https://evil.example').expect(403);
    expect(answer.body.code).toBe('CROSS_SITE_REQUEST');
    await agent.get('/v1/trips').expect(200);
  });
});

describe('while the database is away', () => {
  it('who has logged out stays so, and who tries to is told 503 and may retry', async () => {
    const database = await createTestDatabase();
    const network = await startFaultProxy(database.url);
    const lonely = await startTestServer({ DATABASE_URL: network.url });
    const [gone, going] = await Promise.all([signUp(lonely, 'rider'), signUp(lonely, 'rider')]);
    await logOut(lonely, gone.token);
    network.cut();
    expectProblem(await trips(lonely, gone.token), 401, 'UNAUTHENTICATED');
    const refused = await logOut(lonely, going.token);
    expect(refused).toMatchObject({ status: 503, body: { retryable: true } });
    network.restore();
    await until('they can', async () => (await logOut(lonely, going.token)).status === 204);
    expectProblem(await trips(lonely, going.token), 401, 'UNAUTHENTICATED');
    await lonely.stop();
    await network.close();
    await database.drop();
  });
});
