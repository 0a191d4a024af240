import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { connect } from '#client';
import { streamId } from '#contracts';
import { startFaultProxy, until, type FaultProxy } from '#testing';
import {
  rideTo,
  goOnline,
  signUp,
  startTestServer,
  StreamWriter,
  type Person,
  type TestServer,
} from '#api-harness';

let server: TestServer;
let proxy: FaultProxy;
let writer: StreamWriter;
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await startTestServer({ STREAM_RETRY_MS: '50' });
  writer = await StreamWriter.at(server);
  proxy = await startFaultProxy(server.url);
});

afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

afterAll(async () => {
  await Promise.all([writer.close(), proxy.close()]);
  await server.drop();
});

/** The `fetch` of React Native: its answers have no body that can be read while it comes. */
const unreadable: typeof fetch = async (...request) => {
  const answer = await fetch(...request);
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!isStream) return answer;
  await answer.body?.cancel();
  return Object.defineProperty(new Response('', answer), 'body', { value: null });
};

function listen(person: Person) {
  const received: number[] = [];
  const ephemeral: string[] = [];
  const handle = connect({
    baseUrl: proxy.url,
    token: person.token,
    stream: 'rider',
    fetch: unreadable,
    WebSocket,
    onEvent: (_event, { seq }) => received.push(seq),
    onEphemeral: ({ type }) => ephemeral.push(type),
  });
  open.push(handle);
  return { handle, received, ephemeral };
}

it('the client reads over a WebSocket where fetch can’t stream, and has each event once after every cut', async () => {
  const rider = await signUp(server, 'rider');
  const { handle, received } = listen(rider);
  await until('the stream is live', () => handle.state.status === 'live');
  expect(handle.state.transport).toBe('websocket');
  // The cursor of a stream without an event means a fresh client.
  await writer.commit(streamId('rider', rider.id));
  await until('the first event', () => received.length === 1);
  for (let round = 0; round < 5; round++) {
    await writer.commit(streamId('rider', rider.id), 3);
    // Resets all connections, and accepts new ones.
    proxy.routeTo(server.url);
    await writer.commit(streamId('rider', rider.id), 3);
  }
  await until('all events', () => received.length >= 31);
  expect(received).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
});

it('the client has the driver’s position over a WebSocket, which a poll does not carry', async () => {
  const { rider, driver } = await rideTo(server, 'driver_assigned');
  const { handle, ephemeral } = listen(rider);
  await until('the stream is live', () => handle.state.status === 'live');
  await until('a position', async () => {
    await goOnline(driver);
    return ephemeral.includes('driver.location');
  });
});
