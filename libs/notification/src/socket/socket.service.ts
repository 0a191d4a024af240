import { Injectable, Optional } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { UserActivity } from '#access';
import { MAX_SOCKET_MESSAGE_BYTES, SOCKET_PROTOCOL, type StreamId } from '#contracts';
import { DomainError, Settings } from '#platform';
import { AckService } from '../ack/ack.service.js';
import { ConnectionRegistry } from '../connection/connection-registry.js';
import { PendingResponses } from '../connection/pending-responses.js';
import { RefusedStreams } from '../http/refused-streams.js';
import { releaseCredentials } from '../http/release-credentials.js';
import { describeRequest, type StreamCall } from '../http/stream.service.js';
import { StreamAccess } from '../stream-access.js';
import { requireHandshake } from './handshake.js';
import { SocketSession, type SocketContext } from './socket-session.js';
import { takeUpgrade } from './upgrade.js';

/** The reply of a route that takes the connection over. */
export interface HijackableReply {
  /** Tells Fastify that it sends nothing any more. */
  hijack(): unknown;
}

/** How long a client may take for the closing handshake. The types of `ws` lack it. */
const CLOSING: ServerOptions & { closeTimeout: number } = { closeTimeout: 5_000 };

/** Opens streams over WebSocket (RFC 6455). */
@Injectable()
export class SocketService {
  private readonly server = new WebSocketServer({
    ...CLOSING,
    noServer: true,
    // The sockets are in the registry; another set of them would only take memory.
    clientTracking: false,
    maxPayload: MAX_SOCKET_MESSAGE_BYTES,
    // A frame is some hundred bytes; a compressor takes more memory than a thousand of them.
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols: () => SOCKET_PROTOCOL,
  });
  private readonly context: SocketContext;

  constructor(
    private readonly settings: Settings,
    private readonly pending: PendingResponses,
    connections: ConnectionRegistry,
    private readonly access: StreamAccess,
    refused: RefusedStreams,
    activity: UserActivity,
    @Optional() acks?: AckService,
  ) {
    this.context = { pending, connections, access, refused, activity, acks };
  }

  /**
   * Completes the handshake and begins the session. Errors before the handshake have a status and a
   * problem document, as with any other request; errors after it are reported in the stream.
   *
   * @throws DomainError MALFORMED_REQUEST, NOT_FOUND, NOT_READY, DATABASE_UNAVAILABLE
   */
  async open(stream: StreamId, call: StreamCall, reply: HijackableReply): Promise<void> {
    if (this.pending.isDraining || this.settings.role === 'api') {
      throw new DomainError('NOT_READY', 'This server serves no streams now. Try again.');
    }
    const { raw } = call;
    const upgrade = takeUpgrade(raw);
    if (!upgrade) {
      throw new DomainError('MALFORMED_REQUEST', 'Open a WebSocket over HTTP/1.1.');
    }
    requireHandshake(raw.headers);
    await this.access.check(call.requester, stream);
    const request = describeRequest(stream, call);
    reply.hijack();
    // The client has left during the check; ws would throw for a socket that can't be read.
    if (upgrade.socket.destroyed) return;
    this.server.handleUpgrade(
      raw as IncomingMessage,
      upgrade.socket,
      upgrade.head,
      (socket: WebSocket) => {
        releaseCredentials(call.request, raw);
        const session = new SocketSession(socket, request, this.context);
        session.begin();
        upgrade.socket.once('end', session.endSoon.bind(session));
      },
    );
  }
}
