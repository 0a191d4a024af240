import { SignJWT } from 'jose';
import type { Trip } from '#contracts';
import {
  RawClient,
  codeOf,
  send,
  type RawResponse,
  type RawRequest,
} from '../workload/raw-client.js';
import { DROPOFF, PICKUP } from '../workload/workload-context.js';
import type { Experiment, Fault } from '../run/experiment.js';

const ROUTE = { pickup: PICKUP, dropoff: DROPOFF };

/** Valid bodies, so that only the authorization can fail. */
const BODIES: Readonly<Record<string, unknown>> = {
  PATCH: { silent: true },
  pin: { pin: '0000' },
  cancel: { reason: 'Not mine' },
  start: { pin: '0000' },
  rating: { stars: 1 },
  tip: { amount: 100 },
  decline: { reason: 'Not mine' },
};

const foreignIds: Fault = {
  name: 'foreign-ids',
  description: 'every route with an id, asked by strangers for trips and offers of others',
  population: { riders: 3, drivers: 4 },
  async inject({ target, workload, findings }) {
    findings.markChecked('P15');
    const baseUrl = target.serverProxy.url;
    await workload.awaitTrips(3);
    const victim = await RawClient.signUp(baseUrl, 'rider', 'Victim');
    const trip = (await victim.post('/v1/trips', ROUTE)).body as Trip;
    const strangers = await Promise.all([
      RawClient.signUp(baseUrl, 'rider'),
      RawClient.signUp(baseUrl, 'driver'),
    ]);
    const [offer] = await target.query<{ id: string }>('SELECT id FROM offer LIMIT 1');
    const routes = await routesWithIds(baseUrl);
    findings.expect('completed', routes.length > 8, 'the server lists no routes with ids');
    for (const { method, path } of routes) {
      const id = path.includes('/offers/') ? offer?.id : trip.id;
      const concretePath = path.replace('{id}', id ?? '');
      const body = bodyOf(method, path);
      for (const stranger of strangers) {
        const answer = await stranger.send({ method, path: concretePath, body });
        expectRefusal(answer, `${method} ${path} by a ${stranger.role}`, findings);
      }
    }
    await victim.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
  },
};

function bodyOf(method: string, path: string): unknown {
  const action = path.split('/').at(-1) ?? '';
  // A suggestion is accepted or declined without a body.
  if (method === 'GET' || path.includes('/reposition/')) return undefined;
  return BODIES[method === 'PATCH' ? method : action];
}

async function routesWithIds(baseUrl: string): Promise<{ method: string; path: string }[]> {
  const { body } = await send(baseUrl, { method: 'GET', path: '/openapi.json' });
  const { paths } = body as { paths: Record<string, object> };
  return Object.entries(paths)
    .filter(([path]) => path.includes('{id}'))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    );
}

function expectRefusal(
  answer: RawResponse,
  request: string,
  findings: Experiment['findings'],
): void {
  const isRefused = [403, 404].includes(answer.status);
  findings.expect('P15', isRefused, `${request} was answered ${answer.status}`);
  const isLeak = answer.text.includes('Victim') || answer.text.includes('"pin"');
  findings.expect('P15', !isLeak, `${request} contains data of another user`);
}

/** The bound of P15, in milliseconds. */
const ENDS_WITHIN_MS = 5_000;
const EXPIRES_IN_SECONDS = 3;

const tokens: Fault = {
  name: 'tokens',
  description:
    'tokens with alg none, wrong audience or issuer, forged, expired, expiring in mid-stream',
  population: { riders: 3, drivers: 4 },
  async inject({ target, findings }) {
    findings.markChecked('P15');
    const baseUrl = target.server(0).url;
    const rider = await RawClient.signUp(baseUrl, 'rider');
    const [row] = await target.query<{ secret: string }>('SELECT secret FROM signing_key');
    const minter = createTokenMinter(rider, Buffer.from(row?.secret ?? '', 'base64'));
    for (const [name, token] of await minter.mintInvalid()) {
      for (const path of ['/v1/trips', '/v1/riders/me/stream', '/v1/ops/overview']) {
        const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream, */*' };
        const answer = await send(baseUrl, { method: 'GET', path, headers });
        findings.expect('P15', answer.status === 401, `${name}: ${path} answered ${answer.status}`);
      }
    }
    const shortLived = await minter.mint({}, EXPIRES_IN_SECONDS);
    const headers = { authorization: `Bearer ${shortLived}` };
    const probe = await rider.openStream(undefined, { headers });
    const closing = await probe.next(({ event }) => event === 'stream.closing', {
      timeoutMs: EXPIRES_IN_SECONDS * 1000 + ENDS_WITHIN_MS,
    });
    const isExpired = closing.data?.includes('token_expired') ?? false;
    findings.expect('P15', isExpired, `an expired stream ended with ${closing.data ?? ''}`);
    findings.expect('P15', (await probe.ended) === 'server', 'an expired stream did not end');
  },
};

/** Signs tokens of the rider with the server's own key, valid ones and invalid ones. */
function createTokenMinter(rider: RawClient, secret: Uint8Array) {
  const now = (): number => Math.floor(Date.now() / 1000);
  const claims = (change: Record<string, unknown>, seconds: number): Record<string, unknown> => ({
    sub: rider.id,
    role: 'rider',
    name: 'Ada',
    iss: 'tripstream',
    aud: 'tripstream',
    exp: now() + seconds,
    ...change,
  });
  const mint = (
    change: Record<string, unknown>,
    seconds = 3600,
    { alg = 'HS256', key = secret } = {},
  ): Promise<string> => new SignJWT(claims(change, seconds)).setProtectedHeader({ alg }).sign(key);
  const base64 = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const mintInvalid = async (): Promise<[string, string][]> => {
    const [header = '', , signature = ''] = (await mint({})).split('.');
    const plain = base64(claims({}, 3600));
    return [
      ['alg none', `${base64({ alg: 'none' })}.${plain}.`],
      ['alg NONE', `${base64({ alg: 'NONE' })}.${plain}.${signature}`],
      ['wrong audience', await mint({ aud: 'another' })],
      ['wrong issuer', await mint({ iss: 'another' })],
      ['no expiry', await mint({ exp: undefined })],
      ['expired', await mint({}, -5)],
      ['another key', await mint({}, 3600, { key: Buffer.alloc(32, 1) })],
      ['another algorithm', await mint({}, 3600, { alg: 'HS512', key: Buffer.alloc(64, 1) })],
      ['unknown role', await mint({ role: 'root' })],
      ['changed claims', `${header}.${base64(claims({ role: 'ops' }, 3600))}.${signature}`],
    ];
  };
  return { mint, mintInvalid };
}

const OTHER_SITE = 'https://stranger.example';

const crossSite: Fault = {
  name: 'cross-site',
  description: 'other sites post and stream with the cookie of a signed-in user',
  population: { riders: 3, drivers: 4 },
  async inject({ target, findings }) {
    findings.markChecked('P15');
    const baseUrl = target.server(0).url;
    const rider = await RawClient.signUp(baseUrl, 'rider');
    const cookie = `tripstream_rider=${rider.token}`;
    for (const origin of [OTHER_SITE, 'null', 'http://127.0.0.1:1', `${baseUrl}.evil.example`]) {
      const sendFromOrigin = (request: Omit<RawRequest, 'headers'>): Promise<RawResponse> =>
        send(baseUrl, { ...request, headers: { cookie, origin } });
      for (const path of ['/v1/trips', '/v1/quotes']) {
        const answer = await sendFromOrigin({ method: 'POST', path, body: ROUTE });
        const isRefused = answer.status === 403 && codeOf(answer) === 'CROSS_SITE_REQUEST';
        findings.expect('P15', isRefused, `${path} from ${origin} was answered ${answer.status}`);
      }
      const probe = await rider.openStream(undefined, { headers: { cookie, origin } });
      const allowed = probe.headers['access-control-allow-origin'];
      findings.expect(
        'P15',
        allowed === undefined,
        `${origin} may read a stream: ${allowed ?? ''}`,
      );
      await probe.close();
    }
    const [made] = await target.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM trip WHERE rider_id = $1',
      [rider.id],
    );
    findings.expect('P15', made?.count === 0, 'a post from another site had an effect');
  },
};

export const rightsFaults: Fault[] = [foreignIds, tokens, crossSite];
