import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect as netConnect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { once } from 'node:events';
import { streamId, type Offer, type Role, type Session, type Trip } from '#contracts';
import { SseFrameReader, until, type SseFrame } from '#testing';
import {
  dropoff,
  ensureBuilt,
  killApiProcesses,
  pickup,
  startApiProcess,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';
import { Http2Client, makeCertificate, type Certificate, type Http2Sse } from './http2-client.js';

let certificate: Certificate;
let server: TestServer;
let client: Http2Client;

beforeAll(async () => {
  certificate = await makeCertificate();
  server = await startTestServer(certificate.environment);
  client = await Http2Client.connect(server.url, certificate.cert);
});

afterAll(async () => {
  await client.close();
  await Promise.all([server.drop(), killApiProcesses()]);
  await certificate.remove();
});

const named = (event: string) => (frame: SseFrame) => frame.event === event;
const dataOf = (frame: SseFrame): unknown => JSON.parse(frame.data ?? '');
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

interface Person {
  id: string;
  headers: { authorization: string };
}

async function signUp(role: Role, over = client): Promise<Person> {
  const { status, text } = await over.call('POST', '/v1/sessions', {
    body: { role, name: `A ${role}` },
  });
  expect(status).toBe(201);
  const { token, user } = JSON.parse(text) as Session;
  return { id: user.id, headers: bearer(token) };
}

async function command<T>(who: Person, route: string, body?: unknown): Promise<T> {
  const [method = '', path = ''] = route.split(' ');
  const { status, text } = await client.call(method, path, { body, headers: who.headers });
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
  return JSON.parse(text || 'null') as T;
}

async function metric(name: string): Promise<number> {
  const { text } = await client.call('GET', '/metrics');
  const line = text.split('\n').find((row) => row.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('one HTTP/2 connection', () => {
  it('a whole ride works on one HTTP/2 connection, and a resume on another connection is exact', async () => {
    const [rider, driver] = [await signUp('rider'), await signUp('driver')];
    const driving = await client.stream('/v1/drivers/me/stream', driver.headers);
    const riding = await client.stream('/v1/riders/me/stream', rider.headers);
    await riding.seen(named('stream.snapshot'));
    await command(driver, 'PUT /v1/drivers/me/availability', online);
    const { id, pin } = await command<Trip>(rider, 'POST /v1/trips', { pickup, dropoff });
    const watching = await client.stream(`/v1/trips/${id}/stream`, rider.headers);
    const offered = await driving.seen(named('offer.created'));
    const { offer } = (dataOf(offered) as { data: { offer: Offer } }).data;
    await command(driver, `POST /v1/offers/${offer.id}/accept`);
    const cut = await riding.seen(named('trip.driver_assigned'));
    await riding.close();
    for (const [step, body] of [['arrive'], ['start', { pin }], ['complete']] as const) {
      await command(driver, `POST /v1/trips/${id}/${step}`, body);
    }
    expect(await watching.ended).toBe(true);
    expect(dataOf(watching.frames.at(-1)!)).toEqual({ reason: 'end', reconnect: false });

    const other = await Http2Client.connect(server.url, certificate.cert);
    const resumed = await other.stream('/v1/riders/me/stream', {
      ...rider.headers,
      'last-event-id': cut.id!,
    });
    await resumed.seen(named('trip.completed'));
    const seq = Number(cut.id!.split('-')[1]);
    expect(resumed.frames.filter(isData).map(({ event, id: at }) => [event, seqOf(at)])).toEqual([
      ['stream.opened', seq],
      ['trip.driver_arrived', seq + 1],
      ['trip.started', seq + 2],
      ['trip.completed', seq + 3],
    ]);
    await other.close();
    for (const stream of [driving, riding, watching, resumed])
      expect(stream.violations).toEqual([]);
    const { events } = await command<History>(rider, `GET /v1/trips/${id}/events`);
    const seen = watching.frames.filter(({ event }) => event?.startsWith('trip.'));
    expect(seen.map(({ id: at }) => at)).toEqual(events.slice(-seen.length).map(idOf));
    await driving.close();
  });

  it('fifty streams on one HTTP/2 connection each receive their own events', async () => {
    const writer = await StreamWriter.at(server);
    const riders = await Promise.all(Array.from({ length: 50 }, () => signUp('rider')));
    const streams = await Promise.all(
      riders.map(({ headers }) => client.stream('/v1/riders/me/stream', headers)),
    );
    for (const stream of streams) await stream.seen(named('stream.snapshot'));
    for (const [index, { id }] of riders.entries()) {
      await writer.commit(streamId('rider', id), 1, index + 1);
    }
    for (const [index, stream] of streams.entries()) {
      const { data } = dataOf(await stream.seen(named('driver.online'))) as Online;
      expect(data.reason).toHaveLength(index + 1);
    }
    await Promise.all(streams.map((stream) => stream.close()));
    await until('the server has closed every stream', async () => (await openStreams()) === 0);
    expect(client.session.destroyed).toBe(false);
    await writer.close();
  });

  it('a paused HTTP/2 stream delays no other stream and buffers a bounded number of events', async () => {
    const writer = await StreamWriter.at(server);
    const [frozen, active] = [await signUp('rider'), await signUp('rider')];
    const first = await client.stream('/v1/riders/me/stream', frozen.headers);
    const cursor = (await first.seen(named('stream.opened'))).id!.replace(/\d+$/, '1');
    await first.close();
    const before = await delivered();
    await writer.commit(streamId('rider', frozen.id), 4_000, 2_000);
    const pausedStream = await client.stream(
      `/v1/riders/me/stream?cursor=${cursor}`,
      frozen.headers,
    );
    pausedStream.stream.pause();
    const activeStream = await client.stream('/v1/riders/me/stream', active.headers);
    await activeStream.seen(named('stream.snapshot'));
    await writer.commit(streamId('rider', active.id), 500, 2_000);
    await activeStream.seen(({ id }) => seqOf(id) === 500);
    // Flow control admits 64 KB; the server buffers at most two pages of a hundred events more.
    expect((await delivered()) - before - 500).toBeLessThan(400);
    pausedStream.stream.resume();
    await pausedStream.seen(({ id }) => seqOf(id) === 4_000);
    const seqs = pausedStream.frames.filter(named('driver.online')).map(({ id }) => seqOf(id));
    expect(seqs).toEqual(Array.from({ length: 3_999 }, (_, index) => index + 2));
    await Promise.all([pausedStream.close(), activeStream.close(), writer.close()]);
  });

  it('an HTTP/2 stream has the SSE headers and no connection-specific header', async () => {
    const { headers } = await signUp('rider');
    const stream = await client.stream('/v1/riders/me/stream', headers);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': expect.stringContaining('no-transform'),
      'x-accel-buffering': 'no',
    });
    for (const name of ['connection', 'keep-alive', 'transfer-encoding']) {
      expect(stream.headers).not.toHaveProperty(name);
    }
    await stream.close();
  });

  it.each([
    ['GET /v1/trips', undefined, { status: 401, code: 'UNAUTHENTICATED' }],
    ['GET /v1/riders/me/stream', undefined, { status: 401, code: 'UNAUTHENTICATED' }],
    ['GET /nowhere', undefined, { status: 404, code: 'NOT_FOUND' }],
    ['GET /%ff', undefined, { status: 400, code: 'MALFORMED_REQUEST' }],
    ['POST /v1/sessions', { role: 'king' }, { status: 422, code: 'VALIDATION_FAILED' }],
    ['POST /v1/sessions', 'x'.repeat(100_000), { status: 413, code: 'PAYLOAD_TOO_LARGE' }],
  ])('an invalid %s over HTTP/2 gets a problem document', async (route, body, problem) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await client.call(method, path, { body });
    expect(answer.status).toBe(problem.status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text)).toMatchObject(problem);
  });

  it('a foreign stream answers 404 and an unacceptable media type 406 over HTTP/2', async () => {
    const { headers } = await signUp('rider');
    const foreign = '/v1/trips/01a1fd33-3c3b-75c5-8ee9-25a61fc53edf/stream';
    expect((await client.call('GET', foreign, { headers })).status).toBe(404);
    const odd = { ...headers, accept: 'image/png' };
    expect((await client.call('GET', '/v1/riders/me/stream', { headers: odd })).status).toBe(406);
  });

  it('a cookie over TLS is Secure, and the server accepts it from its own origin only', async () => {
    const { headers } = await client.call('POST', '/v1/sessions', {
      body: { role: 'rider', name: 'Ada' },
    });
    const [set] = [headers['set-cookie']].flat();
    expect(set).toMatch(/^tripstream_rider=[^;]+;.*; Secure/);
    const cookie = String(set).split(';')[0]!;
    const post = async (origin: string) =>
      (
        await client.call('POST', '/v1/quotes', {
          body: { pickup, dropoff },
          headers: { cookie, origin },
        })
      ).status;
    expect(await post(server.url)).toBe(201);
    expect(await post(server.url.replace('https:', 'http:'))).toBe(403);
    expect(await post('https://stranger.example')).toBe(403);
  });
});

describe('a server with a TLS certificate', () => {
  it('a server with TLS also serves HTTP/1.1 clients, including streams', async () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const { headers } = await signUp('rider');
    const frames = await http1Stream('/v1/riders/me/stream', headers);
    expect(frames.map(({ event }) => event)).toEqual(['stream.opened', 'stream.snapshot']);
  });

  it('a server with TLS answers a problem document to non-HTTP bytes and closes a plaintext connection', async () => {
    const port = Number(new URL(server.url).port);
    const line = tlsConnect({ port, host: '127.0.0.1', ca: certificate.cert });
    line.end('What is this?\r\n\r\n');
    let answer = '';
    line.setEncoding('utf8').on('data', (text: string) => (answer += text));
    await once(line, 'close');
    expect(answer).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/,
    );

    const plain = netConnect(port, '127.0.0.1');
    plain.on('error', () => {});
    plain.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(plain, 'close');
    expect((await client.call('GET', '/health/live')).status).toBe(200);
  });
});

describe('the shutdown of a server with HTTP/2 connections', () => {
  it('a shutdown drains the streams of every HTTP/2 connection despite a stalled client', async () => {
    const stopping = await startTestServer(certificate.environment);
    const writer = await StreamWriter.at(stopping);
    const connections = await Promise.all(
      Array.from({ length: 3 }, () => Http2Client.connect(stopping.url, certificate.cert)),
    );
    const [busy, idle, stalled] = connections as [Http2Client, Http2Client, Http2Client];
    const streams: Http2Sse[] = [];
    for (let count = 0; count < 10; count++) {
      const { headers } = await signUp('rider', busy);
      streams.push(await busy.stream('/v1/riders/me/stream', headers));
    }
    await idle.call('GET', '/health/live');
    const reader = await signUp('rider', stalled);
    const frozen = await stalled.stream('/v1/riders/me/stream', reader.headers);
    frozen.stream.pause();
    await writer.commit(streamId('rider', reader.id), 500, 2_000);
    for (const stream of streams) await stream.seen(named('stream.snapshot'));
    const began = performance.now();
    await stopping.stop();
    // Node itself waits a minute and more for such connections. The fault suite measures the 5 s.
    expect(performance.now() - began).toBeLessThan(30_000);
    for (const stream of streams) {
      expect(await stream.ended).toBe(true);
      expect(dataOf(stream.frames.at(-1)!)).toEqual({ reason: 'drain', reconnect: true });
    }
    await Promise.all(connections.map((connection) => connection.close()));
    await Promise.all([stopping.drop(), writer.close()]);
  });

  it('the process exits with code 0 after SIGTERM despite open HTTP/2 streams', async () => {
    ensureBuilt();
    const child = await startApiProcess({
      ...certificate.environment,
      AUTH_MODE: 'demo',
      DATABASE_URL: server.databaseUrl,
    });
    const other = await Http2Client.connect(child.url, certificate.cert);
    const { headers } = await signUp('driver', other);
    const stream = await other.stream('/v1/drivers/me/stream', headers);
    await stream.seen(named('stream.snapshot'));
    const began = performance.now();
    child.send('SIGTERM');
    expect(await stream.ended).toBe(true);
    expect(dataOf(stream.frames.at(-1)!)).toEqual({ reason: 'drain', reconnect: true });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    // Node itself waits a minute and more for such connections. The fault suite measures the 5 s.
    expect(performance.now() - began).toBeLessThan(30_000);
    await other.close();
  });
});

const online = { status: 'online', position: pickup };
const isData = ({ data }: SseFrame) => data !== undefined;
const seqOf = (id: string | undefined) => Number(id?.split('-')[1]);
const idOf = ({ id }: { id: string }) => id;

interface History {
  events: { id: string }[];
}

interface Online {
  data: { reason: string };
}

const delivered = async () =>
  (await metric('tripstream_delivered_events_total{path="replay"}')) +
  (await metric('tripstream_delivered_events_total{path="live"}'));
const openStreams = () => metric('tripstream_open_streams');

/** Reads the first two frames of a stream over HTTPS with HTTP/1.1. */
function http1Stream(path: string, headers: Record<string, string>): Promise<SseFrame[]> {
  const options: RequestOptions = {
    ca: certificate.cert,
    headers: { ...headers, accept: 'text/event-stream' },
  };
  return new Promise((resolve, reject) => {
    const call = httpsRequest(server.url + path, options, (response) => {
      const reader = new SseFrameReader();
      const frames: SseFrame[] = [];
      expect(response.httpVersion).toBe('1.1');
      response.on('data', (chunk: Buffer) => {
        frames.push(...reader.push(chunk).filter(isData));
        if (frames.length < 2) return;
        call.destroy();
        resolve(frames);
      });
    });
    call.on('error', reject).end();
  });
}
