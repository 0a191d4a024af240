import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Agent, AgentView } from '#simulation';
import type { CityView } from './city-controls.js';
import type { ControllableCity } from './control-routes.js';
import { ControlServer } from './control-server.js';

const PAGE_ORIGIN = 'http://127.0.0.1:3000';

const view: AgentView = {
  id: 'driver-v 1',
  role: 'driver',
  name: 'Ada',
  userId: 'u',
  state: 'idle',
  tripId: null,
  stream: {
    state: 'open',
    stalledSeconds: 0,
    cursor: 'e-1',
    lastEventAgeSeconds: 1,
    reconnects: 0,
  },
};

let control: ControlServer;
let done: unknown[];
let isOpen: boolean;

const agent: Agent = {
  view,
  cut: () => done.push('cut'),
  stall: (seconds) => done.push({ seconds }),
};

const controls: ControllableCity = {
  get isOpen() {
    return isOpen;
  },
  limits: { drivers: 500, ridersPerHour: 1_800 },
  view: () => ({ name: 'Gridtown' }) as CityView,
  change: (change) => done.push(change),
  listAgents: (query) => {
    done.push(query);
    return { agents: [view], total: 1 };
  },
  findAgent: (id) => (id === view.id ? agent : undefined),
};

beforeEach(async () => {
  done = [];
  isOpen = true;
  control = await ControlServer.listen();
  control.attach({ controls, origins: [PAGE_ORIGIN] });
});

afterEach(() => {
  control.close();
});

type Headers = Record<string, string | undefined>;

interface Answer {
  status: number;
  body: Record<string, unknown> | undefined;
  headers: Headers;
}

/** Sends a request without `fetch`, which does not allow Host and Origin. Undefined headers are omitted. */
function ask(line: string, { body, headers = {} }: { body?: string; headers?: Headers } = {}) {
  const [method = '', path = ''] = line.split(' ');
  const { port } = new URL(control.url);
  const sent: Headers = {
    host: `127.0.0.1:${port}`,
    origin: PAGE_ORIGIN,
    authorization: `Bearer ${control.token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  };
  const given = Object.entries(sent).filter(([, value]) => value !== undefined);
  return new Promise<Answer>((resolve, reject) => {
    const options = { method, path, port, host: '127.0.0.1', headers: Object.fromEntries(given) };
    const request = httpRequest(options, (answer) => {
      const status = answer.statusCode ?? 0;
      const finish = (parsed?: unknown): void => {
        resolve({ status, body: parsed as Answer['body'], headers: answer.headers as Headers });
      };
      if (status === 204) finish();
      else json(answer).then(finish, reject);
    });
    request.once('error', reject);
    request.end(body);
  });
}

const post = (path: string, body: unknown) => ask(`POST ${path}`, { body: JSON.stringify(body) });

describe('ControlServer', () => {
  it('shows and changes the city', async () => {
    expect(await ask('GET /city')).toMatchObject({ status: 200, body: { name: 'Gridtown' } });
    const change = { running: false, drivers: 120, ridersPerHour: 300 };
    expect(await post('/city', change)).toMatchObject({ status: 200, body: { name: 'Gridtown' } });
    expect(done).toEqual([change]);
  });

  it('lists the active agents', async () => {
    const { body } = await ask('GET /agents?role=driver&limit=7');
    expect(body).toEqual({ agents: [view], total: 1 });
    await ask('GET /agents');
    expect(done).toEqual([{ role: 'driver', limit: 7 }, { limit: 50 }]);
  });

  it('cuts and stalls an agent', async () => {
    const id = encodeURIComponent(view.id);
    expect(await ask(`POST /agents/${id}/cut`)).toMatchObject({ status: 200, body: view });
    expect(await post(`/agents/${id}/stall`, { seconds: 20 })).toMatchObject({ status: 200 });
    expect(done).toEqual(['cut', { seconds: 20 }]);
  });

  it.each([
    ['/city', { drivers: 501 }, 'drivers'],
    ['/city', { drivers: 1.5 }, 'drivers'],
    ['/city', { ridersPerHour: -1 }, 'ridersPerHour'],
    ['/city', { ridersPerHour: 1_801 }, 'ridersPerHour'],
    ['/city', { running: 'yes' }, 'running'],
    ['/city', { cars: 3 }, 'body'],
    ['/city', [], 'body'],
    ['/agents/driver-v%201/stall', { seconds: 61 }, 'seconds'],
    ['/agents/driver-v%201/stall', { seconds: 0 }, 'seconds'],
    ['/agents/driver-v%201/stall', {}, 'seconds'],
  ])('refuses %s %j with 422 and names the field', async (path, body, field) => {
    const answer = await post(path, body);
    expect(answer).toMatchObject({
      status: 422,
      headers: { 'content-type': 'application/problem+json' },
      body: { code: 'VALIDATION_FAILED', errors: [{ field }] },
    });
    expect(done).toEqual([]);
  });

  it.each([
    ['GET /agents?limit=0', 422],
    ['GET /agents?role=ops', 422],
    ['GET /agents?who=1', 422],
    ['DELETE /city', 405],
    ['GET /agents/driver-v%201/cut', 405],
    ['POST /agents/nobody/cut', 404],
    ['POST /agents/%ff/cut', 400],
    ['GET /', 404],
    ['GET //evil.example/city', 404],
  ])('answers %s with %i', async (line, status) => {
    expect(await ask(line)).toMatchObject({ status, body: { status } });
  });

  it.each([
    ['{', 'application/json', 400],
    ['{}', 'text/plain', 415],
    [`{"a":"${'x'.repeat(5_000)}"}`, 'application/json', 413],
  ])('refuses the body %.10s as %s with %i', async (body, type, status) => {
    const answer = await ask('POST /city', { body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status, body: { status } });
    expect(done).toEqual([]);
  });

  it('responds 503 before the city opens and after it has closed', async () => {
    isOpen = false;
    const answer = await ask('GET /city');
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  });
});

describe('access to the ControlServer', () => {
  it('a request without the token is refused', async () => {
    for (const authorization of [undefined, 'Bearer', 'Bearer x', `Basic ${control.token}`]) {
      const answer = await ask('POST /agents/driver-v%201/cut', { headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    }
    expect(
      await ask(`GET /city?token=${control.token}`, { headers: { authorization: undefined } }),
    ).toMatchObject({ status: 401 });
    expect(done).toEqual([]);
  });

  it.each([
    'http://evil.example',
    'null',
    'http://127.0.0.1:3001',
    'https://127.0.0.1:3000',
    `${PAGE_ORIGIN}.evil.example`,
  ])('requests of pages of %s are refused without CORS headers', async (origin) => {
    const headers = { origin };
    const answers = [
      await ask('GET /city', { headers }),
      await ask('OPTIONS /city', { headers }),
      await ask('POST /city', { headers, body: '{"drivers":0}' }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'CROSS_SITE_REQUEST' } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(done).toEqual([]);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1'])(
    'a request with the Host header %s is refused',
    async (host) => {
      const answer = await ask('GET /city', { headers: { host, origin: undefined } });
      expect(answer).toMatchObject({ status: 403, body: { code: 'CROSS_SITE_REQUEST' } });
    },
  );

  it('the page of the demo has access and may read refusals', async () => {
    const headers = { authorization: undefined, 'access-control-request-method': 'POST' };
    const preflight = await ask('OPTIONS /city', { headers });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': PAGE_ORIGIN,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'Authorization, Content-Type',
        vary: 'Origin',
      },
    });
    const answers = [await ask('GET /city'), await post('/city', { drivers: -1 })];
    for (const answer of answers) {
      expect(answer.headers['access-control-allow-origin']).toBe(PAGE_ORIGIN);
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it('a script with the token and without an origin has access', async () => {
    expect(await ask('GET /city', { headers: { origin: undefined } })).toMatchObject({
      status: 200,
    });
  });

  it('the server listens on the loopback address only, with a new token for each run', async () => {
    expect(control.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const other = await ControlServer.listen();
    other.close();
    expect(other.token).not.toBe(control.token);
    expect(control.token).toMatch(/^[\w-]{43}$/);
  });
});
