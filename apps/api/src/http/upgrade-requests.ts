import { IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isWebSocketHandshake } from '#access';
import { noteUpgrade } from '#notification';

/**
 * A request of HTTP/1.1 that leaves HTTP for a WebSocket only. With a listener for `upgrade`, Node
 * would also take every `Upgrade: h2c` of Java's HTTP client for the end of HTTP, without the body of
 * the request and without a further request. RFC 9110, section 7.8, allows a server to ignore it.
 */
export class UpgradableRequest extends IncomingMessage {
  private isUpgrade?: boolean;

  /** Set by the parser, which reads it again when it knows the headers. */
  set upgrade(value: boolean) {
    this.isUpgrade = value;
  }

  get upgrade(): boolean {
    if (!this.isUpgrade) return false;
    return this.method === 'CONNECT' || isWebSocketHandshake(this);
  }
}

/**
 * Hands the handshakes of WebSockets to the listener of all requests, with a response to it. So the
 * hooks, the guards and the router work on them as on any request, and refuse one by a status.
 */
export function routeUpgrades(server: Server | Http2SecureServer, listener: RequestListener): void {
  // The events of both servers have what is used here.
  (server as Server).on('upgrade', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const socket = duplex as Socket;
    // Node has removed its own listener, and an error without one would end the process.
    socket.on('error', () => socket.destroy());
    const response = socket.destroyed ? undefined : createResponse(request, socket);
    if (!response) return;
    noteUpgrade(request, { socket, head });
    listener(request, response);
  });
}

/** @returns undefined for a handshake that does not wait for the answer before it */
function createResponse(request: IncomingMessage, socket: Socket): ServerResponse | undefined {
  const response = new ServerResponse(request);
  // The parser has let go of the connection, which carries no further request.
  response.shouldKeepAlive = false;
  try {
    response.assignSocket(socket);
  } catch {
    // A client that pipelines a handshake behind a request has its connection to an answer still.
    socket.destroy();
    return undefined;
  }
  // Node has removed its own listener, by which an answer goes on that waits for the client.
  socket.on('drain', () => {
    if (response.writableNeedDrain) response.emit('drain');
  });
  // The response keeps the socket: its end tells the response, which then ends its exchange.
  response.on('finish', () => {
    socket.destroySoon();
  });
  return response;
}
