import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, decodeJwt } from 'jose';
import request from 'supertest';
import { createTestDatabase, openSse, startFaultProxy, until, type SseProbe } from '#testing';
import {
  api,
  dataOf,
  goOnline,
  nextOffer,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const ME = '/v1/sessions/me';

let server: TestServer;
/** This server is a second process on the same database. */
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

/** Signs a token of the same user with changed claims and the server's key. */
const sameAs = (token: string, change: Record<string, unknown>) =>
  new SignJWT({ ...decodeJwt(token), ...change }).setProtectedHeader({ alg: 'HS256' }).sign(secret);

describe('log-out', () => {
  it('log-out revokes the token at once, and on other processes within 5 s', async () => {
    const { token } = await signUp(server, 'rider');
    for (const where of [server, other]) expect((await trips(where, token)).status).toBe(200);
    expect((await logOut(server, token)).status).toBe(204);
    expectProblem(await trips(server, token), 401, 'UNAUTHENTICATED');
    expectProblem(await logOut(server, token), 401, 'UNAUTHENTICATED');
    await until(
      'the other process refuses the token',
      async () => (await trips(other, token)).status === 401,
    );
  });

  it('log-out closes the user’s streams on every process within 5 s and asks the client not to reconnect', async () => {
    const [leavingRider, otherRider] = await Promise.all([
      signUp(server, 'rider'),
      signUp(server, 'rider'),
    ]);
    const otherSession = await sameAs(leavingRider.token, { jti: 'the phone' });
    const streams = await Promise.all([
      streamAt(server, leavingRider.token),
      streamAt(server, leavingRider.token),
      streamAt(other, leavingRider.token),
    ]);
    const staying = await Promise.all([
      streamAt(server, otherSession),
      streamAt(server, otherRider.token),
      streamAt(other, otherRider.token),
    ]);
    await logOut(server, leavingRider.token);
    for (const stream of streams) {
      const closing = await stream.next(({ event }) => event === 'stream.closing');
      expect(dataOf(closing)).toEqual({ reason: 'revoked', reconnect: false });
      expect(await stream.ended).toBe('server');
      expect(stream.violations).toEqual([]);
    }
    for (const stream of staying) {
      expect(stream.frames.some(({ event }) => event === 'stream.closing')).toBe(false);
      await stream.close();
    }
    expect((await trips(server, otherSession)).status).toBe(200);
  });

  it('a revoked token stays revoked after a restart of the server', async () => {
    const { token } = await signUp(server, 'driver');
    await logOut(server, token);
    const again = await startTestServer({ DATABASE_URL: server.databaseUrl });
    expectProblem(await trips(again, token), 401, 'UNAUTHENTICATED');
    await again.stop();
  });

  it('log-out with a token that has no jti revokes every base64url spelling of the token', async () => {
    const { token } = await signUp(server, 'rider');
    const withoutJti = await sameAs(token, { jti: undefined });
    // The last base64url character of 32 bytes carries two unused bits, so it has other spellings.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(withoutJti.at(-1)!);
    const otherSpelling = withoutJti.slice(0, -1) + alphabet[last ^ 1]!;
    expect((await trips(server, withoutJti)).status).toBe(200);
    expect((await trips(server, otherSpelling)).status).toBe(200);
    await logOut(server, withoutJti);
    for (const each of [withoutJti, otherSpelling]) {
      expectProblem(await trips(server, each), 401, 'UNAUTHENTICATED');
    }
    expect((await trips(server, token)).status).toBe(200);
  });
});

describe('log-out in a browser', () => {
  async function browser(): Promise<ReturnType<typeof request.agent>> {
    const agent = request.agent(server.url);
    await agent.post('/v1/sessions').send({ role: 'rider', name: 'Ada' }).expect(201);
    return agent;
  }

  it('log-out removes the session cookie', async () => {
    const agent = await browser();
    const answer = await agent.delete(ME).expect(204);
    const [cookie] = answer.get('Set-Cookie')!;
    expect(cookie).toMatch(/^tripstream_rider=; Path=\/; HttpOnly; SameSite=Lax; Expires=Thu, 01/);
    await agent.get('/v1/trips').expect(401);
  });

  it('log-out of a Bearer token keeps the cookie of another session', async () => {
    const agent = await browser();
    const { token } = await signUp(server, 'rider');
    const answer = await agent.delete(ME).set('Authorization', `Bearer ${token}`).expect(204);
    expect(answer.get('Set-Cookie')).toBeUndefined();
    await agent.get('/v1/trips').expect(200);
  });

  it('the server refuses a cookie-authenticated log-out from another site', async () => {
    const agent = await browser();
    const answer = await agent.delete(ME).set('Origin', 'https://evil.example').expect(403);
    expect(answer.body.code).toBe('CROSS_SITE_REQUEST');
    await agent.get('/v1/trips').expect(200);
  });
});

describe('log-out without the database', () => {
  it('during a database outage a revoked token stays revoked and a log-out gets a retryable 503', async () => {
    const database = await createTestDatabase();
    const databaseProxy = await startFaultProxy(database.url);
    const isolated = await startTestServer({ DATABASE_URL: databaseProxy.url });
    const [revoked, pending] = await Promise.all([
      signUp(isolated, 'rider'),
      signUp(isolated, 'rider'),
    ]);
    await logOut(isolated, revoked.token);
    databaseProxy.cut();
    expectProblem(await trips(isolated, revoked.token), 401, 'UNAUTHENTICATED');
    const refused = await logOut(isolated, pending.token);
    expect(refused).toMatchObject({ status: 503, body: { retryable: true } });
    databaseProxy.restore();
    await until(
      'the log-out succeeds',
      async () => (await logOut(isolated, pending.token)).status === 204,
    );
    expectProblem(await trips(isolated, pending.token), 401, 'UNAUTHENTICATED');
    await isolated.stop();
    await databaseProxy.close();
    await database.drop();
  });
});

describe('a log-out and an accept at the same time', () => {
  let peek: SqlPeek;

  beforeAll(async () => {
    peek = await SqlPeek.at(server);
  });

  afterEach(() => peek.resetCity());
  afterAll(() => peek.close());

  /** @throws when one of the commands is answered although the driver's row is locked */
  const untilWaiting = (commands: Promise<{ status: number; body: unknown }>[]) =>
    Promise.race([
      ...commands.map(async (command) => {
        const { status, body } = await command;
        throw new Error(`Answered too early: ${status} ${JSON.stringify(body)}`);
      }),
      peek.untilTransactionsWait(commands.length),
    ]);

  /** Sends both while the driver's row is locked. @returns their statuses */
  async function race(first: 'accept' | 'log-out'): Promise<number[]> {
    const [rider, driver] = [await signUp(server, 'rider'), await signUp(server, 'driver')];
    const stream = await driver.stream();
    await goOnline(driver);
    await requestTrip(rider);
    const offer = await nextOffer(stream);
    await peek.rows('BEGIN');
    await peek.rows('SELECT FROM driver WHERE id = $1 FOR NO KEY UPDATE', [driver.id]);
    const send = {
      accept: () => driver.post(`/v1/offers/${offer.id}/accept`),
      'log-out': () => logOut(server, driver.token),
    };
    const one = send[first]();
    await untilWaiting([one]);
    const two = send[first === 'accept' ? 'log-out' : 'accept']();
    await untilWaiting([one, two]);
    await peek.rows('COMMIT');
    const statuses = (await Promise.all([one, two])).map(({ status }) => status);
    await stream.close();
    return statuses;
  }

  it('the driver who has accepted first stays signed in', async () => {
    expect(await race('accept')).toEqual([200, 409]);
  });

  it('the driver who has logged out first gets no trip', async () => {
    expect(await race('log-out')).toEqual([204, 401]);
  });
});
