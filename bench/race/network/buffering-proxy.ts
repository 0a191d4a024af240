import { once } from 'node:events';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:tls';
import type { LoopbackCertificate } from '#testing';

/** Bytes that the proxy collects before it passes them on, as nginx does by default (one page). */
const BUFFER_BYTES = 4096;

/** Headers of one connection, which a proxy does not pass on (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te']);

export interface BufferingProxy {
  port: number;
  close(): void;
}

/**
 * A reverse proxy that ends TLS and HTTP/2 and holds each answer back until it has 4 KB or its end,
 * as a proxy does that knows nothing of `X-Accel-Buffering`. A WebSocket is a tunnel, which it can't
 * hold back.
 *
 * @param target the port of the server, whose certificate is the same
 */
export async function startBufferingProxy(
  target: number,
  tls: LoopbackCertificate,
): Promise<BufferingProxy> {
  const agent = new Agent({ keepAlive: true, ca: tls.cert });
  const server = createSecureServer({ ...tls, allowHTTP1: true });
  server.on('request', (incoming, outgoing) => {
    forward({ target, agent }, incoming, outgoing);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    tunnel(incoming, { socket, head }, connect({ port: target, host: '127.0.0.1', ca: tls.cert }));
  });
  // A client that resets its connection is no error of the proxy.
  server.on('sessionError', () => undefined);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      agent.destroy();
      server.close();
    },
  };
}

function forward(
  { target, agent }: { target: number; agent: Agent },
  incoming: Http2ServerRequest,
  outgoing: Http2ServerResponse,
): void {
  const onward = request({
    port: target,
    host: '127.0.0.1',
    agent,
    method: incoming.method,
    path: incoming.url,
    headers: {
      ...passedOn(incoming.headers),
      host: incoming.headers[':authority'] ?? incoming.headers.host,
    },
  });
  incoming.pipe(onward);
  incoming.on('error', () => onward.destroy());
  outgoing.on('error', () => onward.destroy());
  outgoing.on('close', () => onward.destroy());
  onward.on('error', () => {
    outgoing.destroy();
  });
  onward.on('response', (answer) => {
    holdBack(answer, outgoing);
  });
}

function holdBack(answer: IncomingMessage, outgoing: Http2ServerResponse): void {
  let held: Buffer[] = [];
  let bytes = 0;
  const passOn = (): void => {
    if (!outgoing.headersSent) {
      outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
    }
    for (const chunk of held) outgoing.write(chunk);
    held = [];
    bytes = 0;
  };
  answer.on('data', (chunk: Buffer) => {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes >= BUFFER_BYTES) passOn();
  });
  answer.on('end', () => {
    passOn();
    outgoing.end();
  });
  answer.on('error', () => outgoing.end());
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(
    ([name]) => !HOP_BY_HOP.has(name) && !name.startsWith(':'),
  );
  return Object.fromEntries(kept);
}

function tunnel(
  { url = '/', rawHeaders }: IncomingMessage,
  { socket, head }: { socket: Socket; head: Buffer },
  upstream: Socket,
): void {
  const lines = [`GET ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index] ?? ''}: ${rawHeaders[index + 1] ?? ''}`);
  }
  upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
  upstream.write(head);
  socket.pipe(upstream).pipe(socket);
  for (const [one, other] of [
    [socket, upstream],
    [upstream, socket],
  ] as const) {
    one.on('error', () => undefined);
    one.on('close', () => other.destroy());
  }
}
