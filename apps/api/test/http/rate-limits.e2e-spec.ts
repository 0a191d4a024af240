import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSse, until } from '#testing';
import { api, dataOf, signUp, startTestServer, type Person, type TestServer } from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const LIMIT = 20;
const REQUESTS = 200;

let server: TestServer;
let user: Person;

beforeAll(async () => {
  server = await startTestServer({
    RATE_LIMIT_PER_SECOND: String(LIMIT),
    STREAMS_PER_USER: '2',
    STREAMS_PER_ADDRESS: '6',
  });
  user = await signUp(server, 'rider');
});

afterAll(() => server.drop());

/** Sends requests at once. @returns how many passed, and the seconds that they took */
async function flood(headersOf: (index: number) => Record<string, string>) {
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) =>
      api(server).get('/v1/trips', undefined, headersOf(index)),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const refused = answers.filter(({ status }) => status === 429);
  refused.forEach((answer) => expectProblem(answer, 429, 'TOO_MANY_REQUESTS'));
  return { passed: answers.length - refused.length, seconds };
}

/** Signs up when the limit of the address allows it. */
const signUpLater = (): Promise<Person> =>
  until('a session is made', () => signUp(server, 'rider').catch(() => undefined));

/** A window of a second may begin within the flood, so each second passes at most two windows. */
const mostPassed = (seconds: number) => LIMIT * (Math.ceil(seconds) + 1);

describe('the rate limit', () => {
  it.each<[string, (index: number) => Record<string, string>]>([
    [
      'more spaces after Bearer',
      (i) => ({ authorization: `Bearer${' '.repeat(i + 1)}${user.token}` }),
    ],
    [
      'another case of Bearer',
      (i) => ({ authorization: `${i % 2 ? 'bearer' : 'BEARER'} ${user.token}` }),
    ],
    ['another cookie', (i) => ({ cookie: `tripstream_rider=${user.token}; made-up=${i}` })],
    ['a made-up token', (i) => ({ authorization: `Bearer made-up-${i}` })],
    ['a made-up session cookie', (i) => ({ cookie: `tripstream_rider=made-up-${i}` })],
    ['another scheme', (i) => ({ authorization: `Basic ${i}` })],
  ])('counts one caller, whatever the requests are spelled like: %s', async (_how, headersOf) => {
    const { passed, seconds } = await flood(headersOf);
    expect(passed).toBeLessThanOrEqual(mostPassed(seconds));
  });

  it('keeps the limit of a user’s own pages apart from that of other sites with the cookie', async () => {
    const cookie = `tripstream_rider=${(await signUpLater()).token}`;
    await flood(() => ({ cookie, 'sec-fetch-site': 'cross-site' }));
    const own = await api(server).get('/v1/trips', undefined, { cookie });
    expect(own.status).toBe(200);
  });

  it.each(['/v1/sessions', '/v1/%73essions', '/v1/session%73'])(
    'counts new sessions by the address, also with tokens of several users: POST %s',
    async (path) => {
      const tokens = [user, await signUpLater(), await signUpLater()];
      const startedAt = performance.now();
      const body = { role: 'rider', name: 'Ada' };
      const answers = await Promise.all(
        Array.from({ length: REQUESTS }, (_, index) => tokens[index % 3]!.post(path, body)),
      );
      const seconds = (performance.now() - startedAt) / 1000;
      const made = answers.filter(({ status }) => status === 201);
      expect(made.length).toBeLessThanOrEqual(mostPassed(seconds));
    },
  );

  it('counts unknown addresses below /health', async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, () => api(server).post('/health/unknown', {})),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const passed = answers.filter(({ status }) => status !== 429);
    expect(passed.length).toBeLessThanOrEqual(mostPassed(seconds));
  });

  it('ends streams and replays that are opened too often with `limit`, in band', async () => {
    const startedAt = performance.now();
    const headers = { authorization: `Bearer ${user.token}` };
    const id = '01890000-0000-7000-8000-000000000001';
    const paths = ['/v1/riders/me/stream', `/v1/trips/${id}/replay`];
    const opened = await Promise.all(
      Array.from({ length: REQUESTS }, (_, index) =>
        openSse(server.url + paths[index % 2]!, { headers }),
      ),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const refused = opened.filter(({ frames }) => {
      const [first] = frames;
      return first?.event === 'stream.closing' && dataOf(first).reason === 'limit';
    });
    expect(opened.length - refused.length).toBeLessThanOrEqual(mostPassed(seconds));
    for (const probe of refused) expect(probe.status).toBe(200);
    await Promise.all(opened.map((probe) => probe.close()));
  });
});

describe('the places for streams', () => {
  it('one address can take only its share, however many users it makes', async () => {
    const own = await startTestServer({ STREAMS_PER_USER: '2', STREAMS_PER_ADDRESS: '6' });
    const users = await Promise.all(Array.from({ length: 4 }, () => signUp(own, 'rider')));
    const probes = [];
    for (const each of users) probes.push(await each.stream(), await each.stream());
    const firsts = await Promise.all(probes.map((probe) => probe.next(() => true)));
    expect(firsts.map(({ event }) => event)).toEqual([
      ...Array<string>(6).fill('stream.opened'),
      ...Array<string>(2).fill('stream.closing'),
    ]);
    await probes[0]!.close();
    const again = await (await users[3]!.stream()).next(() => true);
    expect(again.event).toBe('stream.opened');
    await Promise.all(probes.map((probe) => probe.close()));
    await own.drop();
  });
});
