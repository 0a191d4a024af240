import { afterEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request, type Server } from 'node:https';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { makeLoopbackCertificate } from '#testing';
import { startBufferingProxy } from './buffering-proxy.js';

const certificate = await makeLoopbackCertificate();
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server behind a proxy. @returns the port of the proxy */
async function startBehindProxy(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ port: number; server: Server }> {
  const server = createServer(certificate, answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startBufferingProxy((server.address() as AddressInfo).port, certificate);
  closing.push(
    () => proxy.close(),
    () => {
      server.closeAllConnections();
      server.close();
    },
  );
  return { port: proxy.port, server };
}

async function get(port: number): Promise<IncomingMessage> {
  const outgoing = request({ port, host: '127.0.0.1', ca: certificate.cert, agent: false });
  outgoing.end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

it('holds a short frame back until more of the answer comes', async () => {
  let respond: ServerResponse | undefined;
  const { port } = await startBehindProxy((_request, response) => {
    respond = response;
    response.write('data: 1\n\n');
  });
  const answer = get(port);
  let hasAnswered = false;
  void answer.then(() => (hasAnswered = true));
  // The second request shows that the proxy has passed on nothing of the first one meanwhile.
  const other = await startBehindProxy((_request, response) => response.end('whole'));
  expect(await text(await get(other.port))).toBe('whole');
  expect(hasAnswered).toBe(false);
  respond?.write('x'.repeat(4_096));
  const [chunk] = (await once(await answer, 'data')) as [Buffer];
  expect(chunk.toString()).toMatch(/^data: 1\n\n/);
});

it('passes an answer on when it ends, over HTTP/2 too', async () => {
  const { port } = await startBehindProxy((_request, response) => {
    response.write('a');
    response.end('b');
  });
  const session = connect(`https://127.0.0.1:${port}`, { ca: certificate.cert });
  const stream = session.request({ ':path': '/' });
  expect(await text(stream)).toBe('ab');
  session.close();
});

it('passes each message of a WebSocket on at once', async () => {
  const { port, server } = await startBehindProxy(() => undefined);
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.send('short');
  });
  const client = new WebSocket(`wss://127.0.0.1:${port}/`, { ca: certificate.cert });
  const [message] = (await once(client, 'message')) as [Buffer];
  expect(message.toString()).toBe('short');
  client.terminate();
  sockets.close();
});
