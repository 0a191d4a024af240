import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../connect/connect.js';
import type { StreamHandle } from '../connect/connect-options.js';
import { TripstreamApi } from '../tripstream-api.js';
import { fresh } from '../../test/scripted-fetch.js';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  key: string | undefined;
  body: string;
}

/** A server that notes its requests and answers them by `answer`. */
class Origin {
  readonly seen: Seen[] = [];
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    response.writeHead(404).end();
  url = '';
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method, url, headers } = request;
      const key = headers['idempotency-key']?.toString();
      this.seen.push({ method, url, authorization: headers.authorization, key, body });
      this.answer(request, response);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let api: Origin;
let elsewhere: Origin;
let stream: StreamHandle<'rider'> | undefined;

beforeEach(async () => {
  [api, elsewhere] = [new Origin(), new Origin()];
  await Promise.all([api.start(), elsewhere.start()]);
});

afterEach(async () => {
  stream?.close();
  await Promise.all([api.stop(), elsewhere.stop()]);
});

const isMoved = ({ url }: IncomingMessage): boolean => url?.startsWith('/moved') ?? false;

const redirect =
  (status: number, to: () => string): Origin['answer'] =>
  (_request, response) =>
    response.writeHead(status, { location: to() }).end();

const streams: Origin['answer'] = (_request, response) =>
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(fresh('e-1'));

function read(transport: 'stream' | 'polling'): StreamHandle<'rider'> {
  stream = connect({
    baseUrl: api.url,
    stream: 'rider',
    token: 'secret',
    acks: false,
    transport,
    onEvent: () => undefined,
  });
  return stream;
}

describe('a redirect of a stream', () => {
  it.each([301, 302, 307, 308])('%d within the origin is followed', async (status) => {
    api.answer = (request, response) =>
      (isMoved(request) ? streams : redirect(status, () => '/moved'))(request, response);
    const opened = read('stream');
    await until(() => opened.state.status === 'live');
    expect(api.seen.map(({ authorization }) => authorization)).toEqual([
      'Bearer secret',
      'Bearer secret',
    ]);
  });

  it.each([
    ['stream', 301],
    ['stream', 302],
    ['stream', 307],
    ['stream', 308],
    ['polling', 302],
  ] as const)(
    'a redirect of a %s with %d to another origin takes no token along, and is retried',
    async (transport, status) => {
      elsewhere.answer = (_request, response) => response.writeHead(404).end();
      api.answer = redirect(status, () => `${elsewhere.url}/login`);
      const opened = read(transport);
      await until(() => api.seen.length === 2);
      expect(elsewhere.seen[0]?.authorization).toBeUndefined();
      expect(opened.state.status).toBe('connecting');
    },
  );
});

describe('a redirect of a command', () => {
  const commands = () => new TripstreamApi({ baseUrl: api.url, token: 'secret', maxAttempts: 1 });

  it.each([307, 308])(
    '%d within the origin repeats the same command with its key',
    async (status) => {
      api.answer = (request, response) =>
        isMoved(request)
          ? response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"t"}')
          : redirect(status, () => '/moved')(request, response);
      expect(await commands().cancelTrip('t', 'Walking')).toEqual({ id: 't' });
      const [first, second] = api.seen;
      expect(second).toEqual({ ...first, url: '/moved' });
      expect(first).toMatchObject({ method: 'POST', body: '{"reason":"Walking"}' });
    },
  );

  it.each([301, 302, 303])(
    '%d is refused, because fetch would repeat the command as a GET',
    async (status) => {
      api.answer = redirect(status, () => '/moved');
      await expect(commands().cancelTrip('t', 'Walking')).rejects.toMatchObject({
        code: 'REDIRECTED',
        status,
        retryable: false,
      });
      expect(api.seen).toHaveLength(1);
    },
  );

  it.each([301, 302, 307, 308])(
    '%d to another origin is refused, and the other origin hears nothing',
    async (status) => {
      api.answer = redirect(status, () => `${elsewhere.url}/v1/trips/t/cancel`);
      await expect(commands().cancelTrip('t', 'Walking')).rejects.toMatchObject({
        code: 'REDIRECTED',
      });
      expect(elsewhere.seen).toEqual([]);
    },
  );

  it('redirects in a circle end', async () => {
    api.answer = redirect(308, () => '/circle');
    await expect(commands().cancelTrip('t', 'Walking')).rejects.toMatchObject({
      code: 'REDIRECTED',
    });
    expect(api.seen).toHaveLength(4);
  });

  it('a query that is redirected to another origin is not taken for an answer', async () => {
    elsewhere.answer = (_request, response) => response.end('{"id":"t"}');
    api.answer = redirect(302, () => `${elsewhere.url}/v1/trips/t`);
    await expect(commands().trip('t')).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(elsewhere.seen[0]?.authorization).toBeUndefined();
  });
});

describe('answers that are none', () => {
  it.each([
    ['a login page with 200', 'text/html', '<html>'],
    ['an empty body with 200', 'application/json', ''],
    ['half a document', 'application/json', '{"id":'],
  ])('a command that gets %s is sent again with its key', async (_what, type, body) => {
    let answers = 0;
    api.answer = (_request, response) => {
      answers += 1;
      if (answers === 1) response.writeHead(200, { 'content-type': type }).end(body);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"t"}');
    };
    const patient = new TripstreamApi({ baseUrl: api.url, token: 'secret' });
    expect(await patient.cancelTrip('t', 'Walking')).toEqual({ id: 't' });
    expect(api.seen).toHaveLength(2);
    expect(api.seen[0]?.key).toBe(api.seen[1]?.key);
  });

  it('a command ends within its time when getToken never settles', async () => {
    const late = deferred<string>();
    const hanging = new TripstreamApi({
      baseUrl: api.url,
      getToken: () => late.promise,
      timeoutMs: 50,
      maxAttempts: 1,
    });
    await expect(hanging.trip('t')).rejects.toMatchObject({ code: 'NETWORK_ERROR', status: 0 });
    expect(api.seen).toEqual([]);
    // The bound of the token is a timer, which would keep the process of the test alive.
    late.resolve('too late');
  });

  it('a page of a gateway that never ends does not hold a command', async () => {
    api.answer = (_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).write('<html>');
    };
    const once = new TripstreamApi({ baseUrl: api.url, token: 'secret', maxAttempts: 1 });
    await expect(once.trip('t')).rejects.toMatchObject({
      status: 502,
      code: 'HTTP_502',
      retryable: true,
    });
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Waits for a condition; the time limit of the test ends it. */
async function until(probe: () => boolean): Promise<void> {
  while (!probe()) await pause(10);
}
