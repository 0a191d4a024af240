import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSse, until, type SseProbe } from '#testing';
import { requestTrip, signUp, startTestServer, type Person, type TestServer } from '#api-harness';
import { routesOf } from './api-routes.js';

let server: TestServer;
let rider: Person;

beforeAll(async () => {
  server = await startTestServer({ STREAMS_PER_USER: '2' });
  rider = await signUp(server, 'rider');
});

afterAll(() => server.drop());

const authorization = () => ({ authorization: `Bearer ${rider.token}` });

describe('another method than those of an address', () => {
  it('the server answers 405 with Allow at every address of the API', async () => {
    const routes = await routesOf(server);
    const templates = new Set(routes.map(({ path }) => path));
    expect(templates.size).toBeGreaterThan(25);
    for (const template of templates) {
      const known = routes.filter(({ path }) => path === template).map(({ method }) => method);
      const path = template.replace(/\{\w+\}/g, 'some-id');
      const method = known.includes('PATCH') ? 'PUT' : 'PATCH';
      const answer = await fetch(server.url + path, { method, headers: authorization() });
      const allowed = (answer.headers.get('allow') ?? '').split(', ');
      expect([path, answer.status, await answer.json()]).toMatchObject([
        path,
        405,
        { code: 'METHOD_NOT_ALLOWED', instance: path },
      ]);
      expect([path, allowed]).toEqual([path, expect.arrayContaining(known)]);
    }
  });

  it.each(['/rider', '/docs', '/openapi.json', '/metrics', '/errors'])(
    'the server answers 405 with Allow at %s',
    async (path) => {
      const answer = await fetch(server.url + path, { method: 'DELETE' });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    },
  );

  it('an unknown address gets 404 for every method', async () => {
    for (const method of ['GET', 'POST', 'PATCH']) {
      const answer = await fetch(`${server.url}/nowhere`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([404, null]);
    }
  });
});

describe('HEAD at a stream', () => {
  it('HEAD gets the headers of the stream, and takes no place of the user’s streams', async () => {
    const probes = [await rider.stream(), await rider.stream()];
    for (const probe of probes) await probe.next(({ event }) => event === 'stream.snapshot');
    const { id: trip } = await requestTrip(rider);
    const addresses = [
      '/v1/riders/me/stream',
      `/v1/trips/${trip}/stream`,
      `/v1/trips/${trip}/replay`,
    ];
    for (const path of addresses) {
      for (let count = 0; count < 3; count += 1) {
        const answer = await head(path, { ...authorization(), accept: 'text/event-stream' });
        expect([path, answer.status]).toEqual([path, 200]);
        expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
      }
    }
    for (const probe of probes) await expectOpen(probe);
    await Promise.all(probes.map((probe) => probe.close()));
  });

  it('HEAD at a long poll waits for no event', async () => {
    const answer = await head('/v1/riders/me/stream?waitSeconds=30', {
      ...authorization(),
      accept: 'application/json',
    });
    expect(answer.status).toBe(200);
  });

  it('HEAD gets the refusals of GET', async () => {
    const accept = 'text/event-stream';
    expect((await head('/v1/riders/me/stream', { accept })).status).toBe(401);
    expect((await head('/v1/drivers/me/stream', { ...authorization(), accept })).status).toBe(403);
    const foreign = '/v1/trips/01a1fd33-3c3b-75c5-8ee9-25a61fc53edf/stream';
    expect((await head(foreign, { ...authorization(), accept })).status).toBe(404);
  });
});

describe('a page of another port', () => {
  const accept = 'text/event-stream';
  const cookie = () => `tripstream_rider=${rider.token}`;

  it.each([
    ['an Origin', { origin: 'http://127.0.0.1:1' }, '/v1/riders/me/stream'],
    ['Fetch Metadata', { 'sec-fetch-site': 'same-site' }, '/v1/riders/me/stream'],
    ['an Origin, in another spelling', { origin: 'http://127.0.0.1:1' }, '/v1/riders/me/strea%6d'],
  ])(
    'a page of another port, known by %s, opens no stream with the user’s cookie',
    async (_, by, path) => {
      const probes = [await rider.stream(), await rider.stream()];
      for (const probe of probes) await probe.next(({ event }) => event === 'stream.snapshot');
      for (let count = 0; count < 3; count += 1) {
        const answer = await fetch(server.url + path, {
          headers: { cookie: cookie(), accept, ...by },
        });
        expect([answer.status, await answer.json()]).toMatchObject([
          403,
          { code: 'CROSS_SITE_REQUEST' },
        ]);
      }
      for (const probe of probes) await expectOpen(probe);
      await Promise.all(probes.map((probe) => probe.close()));
    },
  );

  it('the own page opens a stream with the user’s cookie', async () => {
    const probe = await openSse(`${server.url}/v1/riders/me/stream`, {
      headers: { cookie: cookie(), 'sec-fetch-site': 'same-origin' },
    });
    await probe.next(({ event }) => event === 'stream.snapshot');
    await probe.close();
  });
});

const head = (path: string, headers: Record<string, string>): Promise<Response> =>
  fetch(server.url + path, { method: 'HEAD', headers });

/** The stream must get another heartbeat and no closing frame. */
async function expectOpen(probe: SseProbe): Promise<void> {
  const { length } = probe.frames;
  await until('the stream goes on', () => probe.frames.length > length);
  expect(probe.frames.some(({ event }) => event === 'stream.closing')).toBe(false);
}
