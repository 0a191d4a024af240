import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Stream } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { until } from '#testing';
import { api, signUp as signUpAt, startTestServer, type TestServer } from '#api-harness';
import { makeCertificate, type Certificate } from './http2-client.js';

/** A document of 1.5 MB: a few of them exceed what the kernel buffers on loopback. */
const LARGE = '/docs/swagger-ui-bundle.js';
/** Short limits, so that the tests see them. */
const LIMITS = {
  REQUEST_MAX_SECONDS: '1',
  ANSWER_MAX_LAG_SECONDS: '2',
  ANSWERS_MAX_PENDING_BYTES: '400000',
};

let certificate: Certificate;
let server: TestServer;
let tlsServer: TestServer;

beforeAll(async () => {
  certificate = await makeCertificate();
  [server, tlsServer] = await Promise.all([
    startTestServer(LIMITS),
    startTestServer({ ...LIMITS, ...certificate.environment }),
  ]);
});

afterAll(() => Promise.all([server.drop(), tlsServer.drop(), certificate.remove()]));

describe('the answers of an HTTP/1.1 connection', () => {
  it('a few pipelined requests are answered in their order', async () => {
    const paths = Array.from({ length: 10 }, (_, index) => `/nowhere-${index}`);
    const client = await RawConnection.open(server);
    client.send(paths.map((path) => get(path)).join(''));
    await client.received('"instance":"/nowhere-9"');
    const instances = [...client.text.matchAll(/"instance":"([^"]+)"/g)].map(([, path]) => path);
    expect(instances).toEqual(paths);
    client.close();
  });

  it('a connection that pipelines more requests than a few is ended', async () => {
    const before = await cuts('too_many_requests');
    const client = await RawConnection.open(server);
    client.send(get('/openapi.json').repeat(100));
    await client.closed;
    expect(await cuts('too_many_requests')).toBe(before + 1);
  });

  it('a client that reads no answer is cut off, and the bytes that waited for it are freed', async () => {
    const before = await cuts('unread_answer');
    const client = await RawConnection.open(server);
    client.pause();
    client.send(get(LARGE).repeat(12));
    await until('the answer waits', async () => (await pendingBytes()) > 0);
    await until('the client is cut off', async () => (await cuts('unread_answer')) === before + 1);
    await until('no byte waits', async () => (await pendingBytes()) === 0);
    client.close();
  });

  it('a client that reads slowly gets its whole answer', async () => {
    const client = await RawConnection.open(server);
    const whole = 12 * (await api(server).get<string>(LARGE)).body.length;
    client.send(get(LARGE).repeat(12));
    // Each pause is shorter than the limit of unread answers; all together are longer.
    for (let pause = 0; pause < 12; pause += 1) {
      client.pause();
      await new Promise((resolve) => setTimeout(resolve, 200));
      await client.readSome(whole);
    }
    client.resume();
    await until('all answers are there', () => client.bytes > whole);
    client.close();
  });

  it.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
    ['a body', post('Content-Length: 100', '{')],
    ['a chunk', post('Transfer-Encoding: chunked', '5\r\n{')],
  ])('a request whose %s never end is answered with 408 and cut off', async (_, bytes) => {
    const client = await RawConnection.open(server);
    client.send(bytes);
    await client.closed;
    expect(client.text).toMatch(/^HTTP\/1\.1 408 .*application\/problem\+json.*"status":408/s);
  });

  it('a connection without a request is ended', async () => {
    const client = await RawConnection.open(server);
    await client.closed;
    expect(client.text).toContain('408');
  });
});

describe('the answers of an HTTP/2 connection', () => {
  it('an answer that the client does not take is reset, and the connection goes on', async () => {
    const session = connectHttp2(tlsServer.url, {
      ca: certificate.cert,
      settings: { initialWindowSize: 0 },
    });
    const before = await tlsCuts();
    const unread = Array.from({ length: 20 }, () => request(session.request(getting(LARGE))));
    await Promise.all(unread.map(({ closed }) => closed));
    expect(await tlsCuts()).toBeGreaterThan(before);
    const empty = request(session.request({ ':path': '/health/live', ':method': 'HEAD' }));
    await empty.closed;
    expect(empty.stream.rstCode).toBe(0);
    session.close();
  });

  it('a request whose body never ends is reset', async () => {
    const session = connectHttp2(tlsServer.url, { ca: certificate.cert });
    const headers = {
      ':method': 'POST',
      ':path': '/v1/sessions',
      'content-type': 'application/json',
    };
    const { stream, closed } = request(session.request(headers, { endStream: false }));
    stream.write('{');
    await closed;
    session.close();
  });

  it('many requests at once over one connection are all answered', async () => {
    const session = connectHttp2(tlsServer.url, { ca: certificate.cert });
    const requests = Array.from({ length: 60 }, () =>
      request(session.request(getting('/openapi.json'))),
    );
    for (const { stream } of requests) stream.resume();
    await Promise.all(requests.map(({ closed }) => closed));
    expect(requests.map(({ stream }) => stream.rstCode)).toEqual(requests.map(() => 0));
    session.close();
  });
});

describe('the limits of answers and healthy streams', () => {
  it('a stream and a long poll last longer than the limits', async () => {
    const rider = await signUpAt(server, 'rider');
    const probe = await rider.stream();
    const opened = performance.now();
    const poll = await rider.get('/v1/riders/me/stream?waitSeconds=3', undefined, {
      accept: 'application/json',
    });
    expect(poll.status).toBe(200);
    await until('the heartbeats outlast the limits', () => performance.now() - opened > 4_000);
    expect(probe.frames.some(({ event }) => event === 'stream.closing')).toBe(false);
    await probe.close();
  });
});

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

function post(header: string, body: string): string {
  return (
    'POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
    `${header}\r\n\r\n${body}`
  );
}

const getting = (path: string) => ({ ':method': 'GET', ':path': path });

/** A stream whose end the test waits for; an error of the stream is its end, too. */
function request(stream: ClientHttp2Stream): { stream: ClientHttp2Stream; closed: Promise<void> } {
  stream.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    stream.once('close', resolve);
  });
  return { stream, closed };
}

async function metric(name: string): Promise<number> {
  const { body } = await api(server).get<string>('/metrics');
  const line = body.split('\n').find((text) => text.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
}

const cuts = (reason: string) => metric(`tripstream_cut_requests_total{reason="${reason}"}`);
const pendingBytes = () => metric('tripstream_pending_answer_bytes');

/** All cuts of the server with TLS, whose certificate `fetch` does not know. */
async function tlsCuts(): Promise<number> {
  const session = connectHttp2(tlsServer.url, { ca: certificate.cert });
  const { stream, closed } = request(session.request(getting('/metrics')));
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await closed;
  session.close();
  const lines = text.match(/^tripstream_cut_requests_total\{.*\} \d+$/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
}

/** A TCP connection that sends and reads when the test says so. */
class RawConnection {
  text = '';
  bytes = 0;
  readonly closed: Promise<unknown>;

  private constructor(private readonly socket: Socket) {
    socket.on('error', () => {});
    this.closed = once(socket, 'close');
    socket.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      if (this.text.length < 100_000) this.text += chunk.toString('latin1');
    });
  }

  static async open({ url }: TestServer): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  send(bytes: string): void {
    this.socket.write(bytes);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Reads until more bytes are there, or all of them. */
  async readSome(all: number): Promise<void> {
    const { bytes } = this;
    this.socket.resume();
    await until('the client has read', () => this.bytes > Math.min(bytes, all));
  }

  async received(text: string): Promise<void> {
    await until(`the client has received ${text}`, () => this.text.includes(text));
  }

  close(): void {
    this.socket.destroy();
  }
}
