import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest, Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

/**
 * The connections of the HTTP server, so that it can end in time. Node would wait for ever:
 * for an HTTP/1.1 connection that never sent a whole request, which counts as busy, and for
 * every HTTP/2 connection, which is never idle and which it has no list of.
 */
export class OpenConnections {
  private readonly sockets = new Set<Socket>();
  private readonly sessions = new Set<Http2Session>();

  constructor(app: NestFastifyApplication) {
    const server = app.getHttpServer();
    server.on('connection', this.trackSocket);
    server.on('session', this.trackSession);
    const fastify = app.getHttpAdapter().getInstance();
    // `HOST=localhost` may mean two addresses. The server of the second one is Fastify's
    // own, and known by its requests only.
    fastify.addHook('onRequest', ({ raw }, _reply, done) => {
      this.track(raw);
      done();
    });
    fastify.addHook('preClose', (done) => {
      this.sendGoaway();
      done();
    });
  }

  /** Ends every connection at once, whatever is under way. */
  destroyAll(): void {
    for (const session of this.sessions) session.destroy();
    for (const socket of this.sockets) socket.destroy();
  }

  /** GOAWAY (RFC 9113, section 6.8): what is open ends in peace, nothing new begins. */
  private sendGoaway(): void {
    for (const session of this.sessions) session.close();
  }

  private track(request: IncomingMessage | Http2ServerRequest): void {
    // The socket of an HTTP/2 request is a stand-in, another one for each request.
    if (!('stream' in request)) this.trackSocket(request.socket);
    else if (request.stream.session) this.trackSession(request.stream.session);
  }

  private readonly trackSocket = (socket: Socket): void => {
    if (this.sockets.has(socket)) return;
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  };

  private readonly trackSession = (session: Http2Session): void => {
    if (this.sessions.has(session)) return;
    this.sessions.add(session);
    session.once('close', () => this.sessions.delete(session));
  };
}
