import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestServer, type TestServer } from '#api-harness';

const ALLOWED_ORIGIN = 'https://friend.example';
const FOREIGN_ORIGIN = 'https://stranger.example';
const PLACES = { pickup: { lat: 40.75, lng: -73.98 }, dropoff: { lat: 40.76, lng: -73.98 } };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ CORS_ORIGINS: ALLOWED_ORIGIN });
});

afterAll(() => server.drop());

/** Creates a browser-like agent that has signed in with each of the roles. */
async function browser(...roles: string[]) {
  const agent = request.agent(server.url);
  for (const role of roles) await agent.post('/v1/sessions').send({ role, name: 'Ada' });
  return agent;
}

const ownOrigin = () => new URL(server.url).origin;

describe('the session cookie', () => {
  it('the session cookie is HttpOnly, SameSite and without a Domain', async () => {
    const answer = await request(server.url)
      .post('/v1/sessions')
      .send({ role: 'rider', name: 'Ada' });
    const [cookie] = answer.get('Set-Cookie')!;
    expect(cookie).toMatch(/^tripstream_rider=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Expires=/);
    expect(cookie).not.toContain('Domain');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('one browser can use a rider session and a driver session side by side', async () => {
    const agent = await browser('rider', 'driver');
    await agent.post('/v1/quotes').set('Origin', ownOrigin()).send(PLACES).expect(201);
    await agent
      .put('/v1/drivers/me/availability')
      .set('Origin', ownOrigin())
      .send({ status: 'offline' })
      .expect(200);
  });

  it('a cookie of the wrong role gets 403, not 401', async () => {
    const agent = await browser('driver');
    const { body } = await agent.post('/v1/quotes').send(PLACES).expect(403);
    expect(body.code).toBe('FORBIDDEN');
  });

  it('a Bearer token takes precedence over the cookie', async () => {
    const agent = await browser('rider');
    await agent.get('/v1/trips').set('Authorization', 'Bearer nonsense').expect(401);
  });
});

describe('the origin check of a request with a cookie', () => {
  it.each([FOREIGN_ORIGIN, 'null', 'http://127.0.0.1:1', 'https://friend.example.evil.example'])(
    'the server refuses a cookie-authenticated POST from %s without any effect',
    async (origin) => {
      const agent = await browser('rider');
      const { body } = await agent.post('/v1/trips').set('Origin', origin).send(PLACES).expect(403);
      expect(body.code).toBe('CROSS_SITE_REQUEST');
      expect((await agent.get('/v1/trips').expect(200)).body.trips).toEqual([]);
    },
  );

  it.each([
    ['our own page', ownOrigin],
    ['an allowed origin', () => ALLOWED_ORIGIN],
  ])('the server accepts a cookie-authenticated POST from %s', async (_name, origin) => {
    const agent = await browser('rider');
    await agent.post('/v1/quotes').set('Origin', origin()).send(PLACES).expect(201);
  });
});
