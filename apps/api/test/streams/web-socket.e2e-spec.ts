import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { SOCKET_PROTOCOL, SOCKET_TOKEN_PREFIX, streamId } from '#contracts';
import { until } from '#testing';
import {
  api,
  expectOk,
  goOnline,
  newKey,
  requestTrip,
  rideTo,
  seqOf,
  signUp,
  SocketProbe,
  SqlPeek,
  startTestServer,
  StreamWriter,
  type Person,
  type RefusedHandshake,
  type SocketFrame,
  type TestServer,
} from '#api-harness';

let server: TestServer;
let writer: StreamWriter;
const open: SocketProbe[] = [];

beforeAll(async () => {
  server = await startTestServer({ OFFER_ACK_SECONDS: '60' });
  writer = await StreamWriter.at(server);
});

afterEach(async () => {
  for (const probe of open.splice(0)) probe.socket.terminate();
  const peek = await SqlPeek.at(server);
  await peek.resetCity();
  await peek.close();
});

afterAll(async () => {
  await writer.close();
  await server.drop();
});

type Options = Parameters<typeof SocketProbe.open>[2];

async function socketOf(
  person: Person,
  {
    path = `/v1/${person.role}s/me/stream`,
    at = server,
    ...options
  }: Options & {
    path?: string;
    at?: TestServer;
  } = {},
): Promise<SocketProbe> {
  const probe = await SocketProbe.open(at, path, { token: person.token, ...options });
  open.push(probe);
  return probe;
}

const typed = (type: string) => (frame: SocketFrame) => frame.event === type;
const eventsOf = ({ frames }: SocketProbe) =>
  frames.filter(({ data }) => (data as { specversion?: string } | undefined)?.specversion);
const refusalOf = (opening: Promise<unknown>): Promise<RefusedHandshake> =>
  opening.then(
    () => Promise.reject(new Error('The handshake was not refused.')),
    (error: unknown) => error as RefusedHandshake,
  );
const problemOf = ({ text }: RefusedHandshake) => JSON.parse(text) as { code: string };

describe('a stream over a WebSocket', () => {
  it('a WebSocket has the frames of the event stream as messages: opened, snapshot, then live events', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await socketOf(rider);
    expect(probe.socket.protocol).toBe(SOCKET_PROTOCOL);
    const opened = await probe.next();
    expect(opened).toMatchObject({
      event: 'stream.opened',
      retry: expect.any(Number),
      data: { mode: 'fresh', stream: `rider/${rider.id}` },
    });
    const snapshot = await probe.next();
    const trip = await requestTrip(rider);
    const event = await probe.next(typed('trip.requested'));
    expect(seqOf(event.id)).toBe(seqOf(snapshot.id) + 1);
    expect(event.data).toMatchObject({
      subject: `trip/${trip.id}`,
      data: { trip: { id: trip.id } },
    });
  });

  it('resumes after the cursor of the first message, with the events of an SSE resume', async () => {
    const rider = await signUp(server, 'rider');
    const stream = streamId('rider', rider.id);
    const first = await socketOf(rider);
    await first.next(typed('stream.snapshot'));
    await writer.commit(stream, 3);
    await until('three events', () => eventsOf(first).length === 3);
    const cursor = eventsOf(first)[0]?.id ?? '';
    first.socket.terminate();
    await writer.commit(stream, 2);
    const sse = await rider.stream(undefined, { headers: { 'last-event-id': cursor } });
    const second = await socketOf(rider, { cursor });
    expect((await second.next()).data).toMatchObject({ mode: 'resumed', from: cursor });
    await until('the four events after the cursor', () => eventsOf(second).length === 4);
    await until('the same over SSE', () => sse.frames.length >= 5);
    const sent = sse.frames.filter(({ data }) => data?.startsWith('{"specversion"'));
    expect(eventsOf(second).map(({ id, data }) => ({ id, data: data as unknown }))).toEqual(
      sent.map(({ id, data }) => ({ id, data: JSON.parse(data ?? '') as unknown })),
    );
    await sse.close();
  });

  it('begins at once when the address has the cursor', async () => {
    const rider = await signUp(server, 'rider');
    const path = '/v1/riders/me/stream?cursor=';
    const probe = await socketOf(rider, { path, cursor: null });
    expect((await probe.next()).event).toBe('stream.opened');
  });

  it('begins with a snapshot when the client sends no message', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await socketOf(rider, { cursor: null });
    expect((await probe.next()).data).toMatchObject({ mode: 'fresh' });
  });

  it.each(['no cursor', 'x'.repeat(1_000)])(
    'resets a client whose cursor is %s',
    async (cursor) => {
      const rider = await signUp(server, 'rider');
      const probe = await socketOf(rider, { cursor });
      expect((await probe.next()).data).toMatchObject({ mode: 'reset', reason: 'unknown_cursor' });
    },
  );

  it('leaves the names of events out with names=off', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await socketOf(rider, { path: '/v1/riders/me/stream?names=off' });
    await probe.next(typed('stream.snapshot'));
    await writer.commit(streamId('rider', rider.id));
    const frame = await probe.next();
    expect(Object.keys(frame)).toEqual(['id', 'data']);
  });

  it('sends heartbeats as messages and as pings', async () => {
    const probe = await socketOf(await signUp(server, 'rider'));
    await until('two heartbeats and pings', () => {
      const beats = probe.frames.filter(({ comment }) => comment === 'heartbeat');
      return beats.length >= 2 && probe.pings >= 2;
    });
  });

  it('opens with a token in a subprotocol, which the server does not select', async () => {
    const { token } = await signUp(server, 'rider');
    const protocols = [SOCKET_PROTOCOL, `${SOCKET_TOKEN_PREFIX}${token}`];
    const probe = await SocketProbe.open(server, '/v1/riders/me/stream', { protocols });
    open.push(probe);
    expect(probe.socket.protocol).toBe(SOCKET_PROTOCOL);
    expect((await probe.next()).event).toBe('stream.opened');
  });

  it('carries ephemeral frames and the city’s state', async () => {
    const { driver, rider, trip } = await rideTo(server, 'driver_assigned');
    const probe = await socketOf(rider, { path: `/v1/trips/${trip.id}/stream` });
    await probe.next(typed('stream.snapshot'));
    const position = { lat: 40.7549, lng: -73.984 };
    await until('a location', async () => {
      await goOnline(driver, position);
      return probe.frames.some(typed('driver.location'));
    });
    const ops = await signUp(server, 'ops');
    const city = await socketOf(ops, { path: '/v1/ops/stream' });
    expect((await city.next(typed('city.state'))).id).toBeDefined();
  });

  it('the holder of a share link reads the trip without its PIN', async () => {
    const { rider, trip } = await rideTo(server, 'driver_assigned');
    const { token } = await expectOk(
      rider.post<{ token: string }>(`/v1/trips/${trip.id}/share`, {}, newKey()),
    );
    const path = `/v1/trips/${trip.id}/stream?share=${token}`;
    const probe = await SocketProbe.open(server, path);
    open.push(probe);
    const { data } = await probe.next(typed('stream.snapshot'));
    expect(data.trip.id).toBe(trip.id);
    expect(data.trip.pin).toBeUndefined();
  });
});

describe('an acknowledgement over a WebSocket', () => {
  it('delivers an offer, as one by POST does', async () => {
    const driver = await signUp(server, 'driver');
    const probe = await socketOf(driver);
    await goOnline(driver);
    await requestTrip(await signUp(server, 'rider'));
    const offer = await probe.next(typed('offer.created'));
    probe.send({ type: 'ack', cursor: offer.id });
    const peek = await SqlPeek.at(server);
    await until('the acknowledgement', () =>
      peek.value<Date | null>('SELECT acknowledged_at FROM offer WHERE id = $1', [
        offer.data.data.offer.id,
      ]),
    );
    await peek.close();
  });

  it('ahead of the stream or in a foreign stream is refused by a message, and the stream goes on', async () => {
    const { rider, trip } = await rideTo(server, 'driver_assigned');
    const own = await socketOf(rider);
    const { id = '' } = await own.next(typed('stream.snapshot'));
    const ahead = `${id.split('-')[0] ?? ''}-999999`;
    own.send({ type: 'ack', cursor: ahead });
    const refused = await own.next(typed('stream.ack_refused'));
    expect(refused).toMatchObject({ id, data: { cursor: ahead, code: 'VALIDATION_FAILED' } });
    const shared = await socketOf(rider, { path: `/v1/trips/${trip.id}/stream` });
    const snapshot = await shared.next(typed('stream.snapshot'));
    shared.send({ type: 'ack', cursor: snapshot.id });
    expect((await shared.next(typed('stream.ack_refused'))).data).toMatchObject({
      code: 'FORBIDDEN',
    });
    await writer.commit(streamId('rider', rider.id));
    const event = await own.next(typed('driver.online'));
    expect(seqOf(event.id)).toBe(seqOf(id) + 1);
  });
});

describe('the handshake of a WebSocket', () => {
  it('a handshake that is not allowed is refused by a status and a problem document', async () => {
    const rider = await signUp(server, 'rider');
    const other = await rideTo(server, 'matching');
    const refuse = (path: string, options: Options = {}) =>
      refusalOf(SocketProbe.open(server, path, { token: rider.token, ...options }));
    const cases: [Promise<RefusedHandshake>, number, string][] = [
      [refuse('/v1/riders/me/stream', { token: '' }), 401, 'UNAUTHENTICATED'],
      [refuse('/v1/drivers/me/stream'), 403, 'FORBIDDEN'],
      [refuse(`/v1/trips/${other.trip.id}/stream`), 404, 'NOT_FOUND'],
      [refuse('/v1/riders/me/stream', { protocols: ['other'] }), 400, 'MALFORMED_REQUEST'],
    ];
    for (const [refusal, status, code] of cases) {
      const answer = await refusal;
      expect([answer.status, problemOf(answer).code]).toEqual([status, code]);
    }
  });

  it('a handshake with the cookie of a user is refused to the page of another site', async () => {
    const { token } = await signUp(server, 'rider');
    const headers = { cookie: `tripstream_rider=${token}`, origin: 'https://evil.example' };
    const refused = await refusalOf(SocketProbe.open(server, '/v1/riders/me/stream', { headers }));
    expect([refused.status, problemOf(refused).code]).toEqual([403, 'CROSS_SITE_REQUEST']);
    const own = await SocketProbe.open(server, '/v1/riders/me/stream', {
      headers: { ...headers, origin: server.url },
    });
    open.push(own);
    expect((await own.next()).event).toBe('stream.opened');
  });

  it('a handshake at an address without a stream is answered as the request without it', async () => {
    const rider = await signUp(server, 'rider');
    const refused = await refusalOf(SocketProbe.open(server, '/v1/trips', { token: rider.token }));
    expect(refused.status).toBe(200);
  });

  it('an upgrade to another protocol is ignored, and the body of the request is read', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const body = JSON.stringify({ role: 'rider', name: 'Java' });
    socket.write(
      `POST /v1/sessions HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade, HTTP2-Settings\r\n` +
        'Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\nContent-Type: application/json\r\n' +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 201 /);
    socket.destroy();
  });
});

describe('a client that breaks the protocol', () => {
  it.each([
    [
      'a binary message',
      1003,
      (probe: SocketProbe) => {
        probe.socket.send(Buffer.from([1, 2]));
      },
    ],
    [
      'a text that is no JSON',
      1008,
      (probe: SocketProbe) => {
        probe.send('{');
      },
    ],
    [
      'an unknown message',
      1008,
      (probe: SocketProbe) => {
        probe.send({ type: 'close' });
      },
    ],
    [
      'a second opening',
      1008,
      (probe: SocketProbe) => {
        probe.send({ type: 'open' });
      },
    ],
    [
      'a message above the bound',
      1009,
      (probe: SocketProbe) => {
        probe.send('x'.repeat(4_097));
      },
    ],
    [
      'a text that is not UTF-8',
      1007,
      (probe: SocketProbe) => {
        probe.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
      },
    ],
    [
      'a flood of messages',
      1008,
      (probe: SocketProbe) => {
        for (let n = 0; n < 200; n++) probe.send({ type: 'ack', cursor: 'e-1' });
      },
    ],
    [
      'a flood of pings',
      1008,
      (probe: SocketProbe) => {
        for (let n = 0; n < 200; n++) probe.socket.ping();
      },
    ],
  ])('a client that sends %s is disconnected by %i', async (_what, code, misbehave) => {
    const probe = await socketOf(await signUp(server, 'rider'));
    await probe.next(typed('stream.snapshot'));
    misbehave(probe);
    expect((await probe.ended()).code).toBe(code);
  });

  it('a client may send its first message in fragments, with a ping between them', async () => {
    const probe = await socketOf(await signUp(server, 'rider'), { cursor: null });
    probe.socket.send('{"type":', { fin: false });
    probe.socket.ping();
    probe.socket.send('"open"}', { fin: true });
    expect((await probe.next()).event).toBe('stream.opened');
  });

  it('a client that sends an acknowledgement before its opening is disconnected', async () => {
    const probe = await socketOf(await signUp(server, 'rider'), { cursor: null });
    probe.send({ type: 'ack', cursor: 'e-1' });
    expect((await probe.ended()).code).toBe(1008);
  });

  it('a client that resets the connection at any moment leaves no stream behind', async () => {
    const rider = await signUp(server, 'rider');
    for (const cursor of ['', null]) {
      const probes = await Promise.all(
        Array.from({ length: 5 }, () => socketOf(rider, { cursor })),
      );
      for (const { socket } of probes) socket.terminate();
    }
    await until('no open stream of this rider', async () => {
      const ops = await signUp(server, 'ops');
      const { connections } = await expectOk(ops.get(`/v1/ops/connections?user=${rider.id}`));
      return connections.length === 0;
    });
  });
});

describe('a stream over a WebSocket ends', () => {
  it('a stream ends with the trip, and the last cursor gets the end at once', async () => {
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    const path = `/v1/trips/${trip.id}/stream`;
    const probe = await socketOf(rider, { path });
    await probe.next(typed('stream.snapshot'));
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));
    const last = await probe.next(typed('trip.completed'));
    expect((await probe.next()).data).toEqual({ reason: 'end', reconnect: false });
    expect(await probe.ended()).toEqual({ code: 1000, reason: 'end' });
    const again = await socketOf(rider, { path, cursor: last.id });
    expect((await again.next()).data).toEqual({ reason: 'end', reconnect: false });
    expect((await again.ended()).code).toBe(1000);
  });

  it('a stream ends with its token, with too many streams and at its age, each by a code of its own', async () => {
    const short = await startTestServer({ SESSION_SECONDS: '2', STREAMS_PER_USER: '1' });
    const rider = await signUp(short, 'rider');
    const oldest = await socketOf(rider, { at: short });
    await oldest.next(typed('stream.snapshot'));
    const newest = await socketOf(rider, { at: short });
    expect(await oldest.ended()).toEqual({ code: 4409, reason: 'replaced' });
    expect(await newest.ended()).toEqual({ code: 4401, reason: 'token_expired' });
    await short.drop();
    const brief = await startTestServer({ STREAM_MAX_AGE_SECONDS: '1' });
    const aged = await socketOf(await signUp(brief, 'rider'), { at: brief });
    expect(await aged.ended()).toEqual({ code: 1001, reason: 'max_age' });
    await brief.drop();
  });

  it('a stream ends with a session that logs out', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await socketOf(rider);
    const waiting = await socketOf(rider, { cursor: null });
    await probe.next(typed('stream.snapshot'));
    await expectOk(rider.delete('/v1/sessions/me'));
    expect((await probe.ended()).code).toBe(4403);
    expect((await waiting.ended()).code).toBe(4403);
  });

  it('a stream ends when the server stops, for open, waiting and stalled clients', async () => {
    const other = await startTestServer();
    const rider = await signUp(other, 'rider');
    const [begun, waiting, stalled] = await Promise.all([
      socketOf(rider, { at: other }),
      socketOf(rider, { at: other, cursor: null }),
      socketOf(rider, { at: other }),
    ]);
    await begun.next(typed('stream.snapshot'));
    stalled.socket.pause();
    await other.stop();
    for (const probe of [begun, waiting]) {
      expect(probe.frames.at(-1)).toMatchObject({
        event: 'stream.closing',
        data: { reason: 'drain', reconnect: true },
      });
      expect((await probe.ended()).code).toBe(1012);
    }
    stalled.socket.terminate();
    await other.drop();
  });

  it('a client that does not read is disconnected, its bytes stay bounded, and it resumes without a loss', async () => {
    const small = await startTestServer({
      STREAM_MAX_LAG_SECONDS: '1',
      STREAM_MAX_PENDING_BYTES: '65536',
    });
    const backlog = await StreamWriter.at(small);
    const rider = await signUp(small, 'rider');
    const stalled = await socketOf(rider, { at: small });
    await stalled.next(typed('stream.snapshot'));
    stalled.socket.pause();
    await backlog.commit(streamId('rider', rider.id), 8_000, 2_000);
    const ops = await signUp(small, 'ops');
    await until('the server has disconnected the client', async () => {
      const { connections } = await expectOk(ops.get(`/v1/ops/connections?user=${rider.id}`));
      for (const { pendingBytes } of connections) expect(pendingBytes).toBeLessThan(1_000_000);
      return connections.length === 0;
    });
    stalled.socket.resume();
    await stalled.ended();
    const all = eventsOf(stalled).map(({ id }) => seqOf(id));
    let cursor = eventsOf(stalled).at(-1)?.id ?? '';
    // A busy machine may be slower than the second of the lag, so the client may resume several times.
    while (all.length < 8_000) {
      const resumed = await socketOf(rider, { at: small, cursor });
      const { socket } = resumed;
      await until(
        'the rest, or the end',
        () => all.length + eventsOf(resumed).length >= 8_000 || socket.readyState === socket.CLOSED,
      );
      const events = eventsOf(resumed);
      socket.terminate();
      all.push(...events.map(({ id }) => seqOf(id)));
      cursor = events.at(-1)?.id ?? cursor;
    }
    expect(all).toEqual(Array.from({ length: 8_000 }, (_, index) => index + 1));
    await backlog.close();
    await small.drop();
  });
});

it('the handshakes of a client are limited by a status', async () => {
  const strict = await startTestServer({ RATE_LIMIT_PER_SECOND: '2' });
  const { body } = await api(strict).post('/v1/sessions', { role: 'rider', name: 'Ada' });
  const token = (body as { token: string }).token;
  const refusals = await Promise.all(
    Array.from({ length: 12 }, () =>
      SocketProbe.open(strict, '/v1/riders/me/stream', { token }).then(
        (probe) => void open.push(probe),
        (error: unknown) => error as RefusedHandshake,
      ),
    ),
  );
  const codes = refusals.filter((refusal) => refusal !== undefined).map(problemOf);
  expect(codes.length).toBeGreaterThan(0);
  expect(codes[0]).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  await strict.drop();
});

describe('a connection that asks for a WebSocket', () => {
  const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

  const handshake = (path: string, token = ''): string =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n` +
    `Sec-WebSocket-Protocol: ${SOCKET_PROTOCOL}\r\n` +
    `${token && `Authorization: Bearer ${token}\r\n`}\r\n`;

  /** Sends bytes on a connection of its own. */
  function sendRaw(bytes: string): { socket: Socket; received: () => string } {
    const { hostname, port } = new URL(server.url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.write(bytes);
    return { socket, received: () => Buffer.concat(chunks).toString() };
  }

  it('a handshake that does not wait for an earlier answer ends its connection and no other one', async () => {
    const { token } = await signUp(server, 'rider');
    const request = 'GET /v1/city HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
    const { socket } = sendRaw(request + handshake('/v1/riders/me/stream', token));
    await once(socket, 'close');
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  });

  it('a refused handshake leaves no bytes of its answer behind', async () => {
    for (let round = 0; round < 10; round++) {
      const { socket } = sendRaw(handshake('/v1/riders/me/stream'));
      await once(socket, 'close');
    }
    await until('no answer waits', async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      return /^tripstream_pending_answer_bytes 0$/m.test(metrics);
    });
  });

  it('a large answer to a handshake without a stream arrives whole', async () => {
    const { socket, received } = sendRaw(handshake('/openapi.json'));
    await once(socket, 'close');
    const [head = '', body = ''] = received().split('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Buffer.byteLength(body));
    expect(length).toBeGreaterThan(100_000);
    expect(Buffer.byteLength(body)).toBe(length);
  });

  it('a client that has ended its side and reads nothing loses its stream', async () => {
    const rider = await signUp(server, 'rider');
    const { socket } = sendRaw(handshake('/v1/riders/me/stream?cursor=', rider.token));
    await once(socket, 'data');
    socket.pause();
    socket.end();
    await until('no stream is open', async () => (await countStreams(rider)) === 0);
    socket.destroy();
  });

  it('a client that breaks the protocol and keeps its connection loses its stream at once', async () => {
    const rider = await signUp(server, 'rider');
    const { socket } = sendRaw(handshake('/v1/riders/me/stream?cursor=', rider.token));
    await until('the stream is open', async () => (await countStreams(rider)) === 1);
    // A binary message of one byte, masked with zeros.
    socket.write(Buffer.from([0x82, 0x81, 0, 0, 0, 0, 1]));
    await until('no stream is open', async () => (await countStreams(rider)) === 0);
    socket.destroy();
  });

  it('a token as a subprotocol opens no other request', async () => {
    const { token } = await signUp(server, 'rider');
    const headers = { 'sec-websocket-protocol': `${SOCKET_TOKEN_PREFIX}${token}` };
    expect((await api(server).get('/v1/trips', undefined, headers)).status).toBe(401);
  });
});

it('an acknowledgement over a WebSocket is a sign of life of the driver', async () => {
  const strict = await startTestServer({ DRIVER_SILENCE_SECONDS: '1', OFFER_ACK_SECONDS: '0' });
  const driver = await signUp(strict, 'driver');
  const probe = await socketOf(driver, { at: strict });
  const { id } = await probe.next(typed('stream.snapshot'));
  await goOnline(driver);
  const timer = setInterval(() => {
    if (probe.socket.readyState === probe.socket.OPEN) probe.send({ type: 'ack', cursor: id });
  }, 100);
  await requestTrip(await signUp(strict, 'rider'));
  await probe.next(typed('offer.created'));
  const peek = await SqlPeek.at(strict);
  await until('the offer is older than the silence', () =>
    peek.value<boolean>("SELECT max(created_at) < now() - interval '3 seconds' FROM offer"),
  );
  expect(probe.frames.some(typed('offer.revoked'))).toBe(false);
  clearInterval(timer);
  probe.socket.terminate();
  await peek.close();
  await strict.drop();
});

it('a token that expires before the first message gets no snapshot', async () => {
  const short = await startTestServer({ SESSION_SECONDS: '1' });
  const probe = await socketOf(await signUp(short, 'rider'), { at: short, cursor: null });
  expect((await probe.ended()).code).toBe(4401);
  expect(probe.frames.some(typed('stream.snapshot'))).toBe(false);
  await short.drop();
});

async function countStreams({ id }: Person): Promise<number> {
  const ops = await signUp(server, 'ops');
  const path = `/v1/ops/connections?user=${id}`;
  return (await expectOk(ops.get<{ connections: unknown[] }>(path))).connections.length;
}
