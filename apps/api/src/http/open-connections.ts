import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest, Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

/**
 * Tracks the connections of the HTTP server, so that the shutdown ends in time. Node itself would
 * wait without limit: for an HTTP/1.1 connection with an incomplete request, which counts as
 * busy, and for every HTTP/2 connection, which never counts as idle.
 */
export class OpenConnections {
  private readonly sockets = new Set<Socket>();
  private readonly sessions = new Set<Http2Session>();

  constructor(app: NestFastifyApplication) {
    const server = app.getHttpServer();
    server.on('connection', this.trackSocket);
    server.on('session', this.trackSession);
    const fastify = app.getHttpAdapter().getInstance();
    // `HOST=localhost` may stand for two addresses. Fastify creates the server of the second one
    // itself, so its connections are found by their requests.
    fastify.addHook('onRequest', ({ raw }, _reply, done) => {
      this.track(raw);
      done();
    });
    fastify.addHook('preClose', (done) => {
      this.sendGoaway();
      done();
    });
  }

  /** Destroys every connection at once, also those with an open request. */
  destroyAll(): void {
    for (const session of this.sessions) session.destroy();
    for (const socket of this.sockets) socket.destroy();
  }

  /**
   * Sends GOAWAY (RFC 9113, section 6.8): open requests finish, and the client begins no new ones.
   */
  private sendGoaway(): void {
    for (const session of this.sessions) session.close();
  }

  private track(request: IncomingMessage | Http2ServerRequest): void {
    // The socket of an HTTP/2 request is a proxy that differs for each request.
    if (!('stream' in request)) this.trackSocket(request.socket);
    else if (request.stream.session) this.trackSession(request.stream.session);
  }

  private readonly trackSocket = (socket: Socket): void => {
    if (this.sockets.has(socket)) return;
    this.sockets.add(socket);
    // `on` and not `once`, which takes 200 bytes more: `close` is emitted once anyway.
    socket.on('close', () => this.sockets.delete(socket));
  };

  private readonly trackSession = (session: Http2Session): void => {
    if (this.sessions.has(session)) return;
    this.sessions.add(session);
    session.once('close', () => this.sessions.delete(session));
  };
}
