import { IncomingMessage, ServerResponse, type RequestListener, type Server } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import type { Duplex } from 'node:stream';
import { isWebSocketHandshake, noteUpgrade } from '#notification';

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
  (server as Server).on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node has removed its own listener, and an error without one would end the process.
    socket.on('error', () => socket.destroy());
    if (socket.destroyed) return;
    const response = new ServerResponse(request);
    // The parser has let go of the connection, which carries no further request.
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    response.on('finish', () => {
      response.detachSocket(socket as never);
      // Writes what is left, then ends.
      socket.end();
      (socket as { destroySoon?(): void }).destroySoon?.();
    });
    noteUpgrade(request, { socket, head });
    listener(request, response);
  });
}
