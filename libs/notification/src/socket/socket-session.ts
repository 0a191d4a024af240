import type { WebSocket } from 'ws';
import type { Principal, Requester, UserActivity } from '#access';
import {
  SOCKET_OPEN_SECONDS,
  streamId,
  type ClosingReason,
  type SocketMessage,
  type StreamId,
} from '#contracts';
import { DomainError } from '#platform';
import type { AckService } from '../ack/ack.service.js';
import type { ConnectionRegistry } from '../connection/connection-registry.js';
import type { PendingResponse, PendingResponses } from '../connection/pending-responses.js';
import type { StreamConnection } from '../connection/stream-connection.js';
import type { StreamRequest } from '../connection/stream-request.js';
import type { RefusedStreams } from '../http/refused-streams.js';
import { isRefusal, type StreamAccess } from '../stream-access.js';
import { PROTOCOL_BREAK, closeCodeOf } from './close-codes.js';
import { LatestAck } from './latest-ack.js';
import { readMessages } from './socket-messages.js';
import { WebSocketSink } from './web-socket-sink.js';

/** The services that all sockets of this process share. */
export interface SocketContext {
  pending: PendingResponses;
  connections: ConnectionRegistry;
  access: StreamAccess;
  refused: RefusedStreams;
  activity: UserActivity;
  /** Absent at a gateway, which has no database (ADR 0042). */
  acks: AckService | undefined;
}

/**
 * One client that reads one stream over a WebSocket, from the handshake to the last message. Until
 * the first message it counts as a pending response, so that a client that sends none has a place
 * within the limits, and a drain reaches it; then it is a connection like that of any event stream.
 */
export class SocketSession implements PendingResponse {
  readonly requester: Requester;
  readonly stream: StreamId;
  private readonly sink: WebSocketSink;
  private readonly latestAck = new LatestAck(this.acknowledge.bind(this));
  private connection: StreamConnection | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopWaiting: (() => void) | undefined;
  private isOver = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly request: Omit<StreamRequest, 'sink'>,
    private readonly context: SocketContext,
  ) {
    this.requester = request.requester;
    this.stream = request.stream;
    this.sink = new WebSocketSink(socket);
  }

  /** Begins the stream at once if the address has a cursor, and else with the first message. */
  begin(): void {
    // ws closes the socket after an error, by itself and with the right code.
    this.socket.on('error', this.stop.bind(this));
    readMessages(this.socket, {
      onMessage: this.onMessage.bind(this),
      onBreak: this.breakOff.bind(this),
    });
    this.stopWaiting = this.context.pending.register(this, this.request.address);
    this.sink.onClose(this.endWaiting.bind(this));
    if (this.isOver) this.endWaiting();
    else if (this.request.presented !== null) this.start(this.request.presented);
    else {
      const limitMs = SOCKET_OPEN_SECONDS * 1000;
      this.timer = setTimeout(this.start.bind(this, null), limitMs).unref();
    }
  }

  /** Ends a socket whose stream has not begun. */
  close(reason: ClosingReason): void {
    if (this.isOver || this.connection) return;
    this.isOver = true;
    this.sink.send(this.context.refused.createFrame(this.request.presented, reason));
    this.sink.close(closeCodeOf(reason), reason);
  }

  /** The client has ended its side of the connection, so that it reads the last bytes or none. */
  endSoon(): void {
    this.stop();
    this.sink.limitClosing();
  }

  private onMessage(message: SocketMessage): void {
    // A message is a sign of life, as any request of the user is.
    if (this.requester.role !== 'viewer') this.context.activity.touch(this.requester);
    if (message.type === 'ack') this.onAck(message.cursor);
    else if (this.connection) this.refuse('The stream has begun: open another WebSocket.');
    else this.start(message.cursor ?? null);
  }

  private onAck(cursor: string): void {
    if (this.connection) this.latestAck.take(cursor);
    else this.refuse('Send {"type":"open"} before {"type":"ack"}.');
  }

  private refuse(reason: string): void {
    this.breakOff(PROTOCOL_BREAK.policy, reason);
  }

  /** Disconnects a client that breaks the protocol, and ends its stream at once. */
  private breakOff(code: number, reason: string): void {
    this.sink.close(code, reason);
    this.stop();
  }

  /** Ends the stream, or the wait for its beginning, without a frame. */
  private stop(): void {
    this.isOver = true;
    this.endWaiting();
    this.connection?.end();
  }

  /** @param cursor null, or an empty one, for a stream that begins with a snapshot */
  private start(cursor: string | null): void {
    this.endWaiting();
    if (this.isOver || this.connection || this.socket.readyState !== this.socket.OPEN) return;
    const { sink } = this;
    const presented = cursor === '' ? null : cursor;
    const connection = this.context.connections.create({ ...this.request, presented, sink });
    this.connection = connection;
    connection.onEnd(() => {
      const { closingReason = 'end' } = connection;
      sink.close(closeCodeOf(closingReason), closingReason);
    });
    sink.onClose(connection.end.bind(connection));
    void this.run(connection);
  }

  /** An error is reported in the stream: the handshake is over, so there is no status to answer by. */
  private async run(connection: StreamConnection): Promise<void> {
    try {
      // The right may have ended since the handshake.
      await this.context.access.check(this.requester, this.stream);
      if (this.requester.expiresAt.getTime() <= Date.now()) connection.close('token_expired');
      else if (!(await connection.prepare())) connection.close('end');
    } catch (error) {
      connection.close(isRefusal(error) ? 'revoked' : 'unavailable');
    }
    await connection.start();
  }

  private endWaiting(): void {
    clearTimeout(this.timer);
    this.stopWaiting?.();
    this.stopWaiting = undefined;
  }

  private async acknowledge(cursor: string): Promise<void> {
    try {
      const owner = this.requireOwner();
      if (!this.context.acks) {
        throw new DomainError('NOT_READY', 'Acknowledge with POST /v1/streams/acks.');
      }
      await this.context.acks.acknowledge(owner, this.stream, cursor);
    } catch (error) {
      const { code, message } =
        error instanceof DomainError
          ? error
          : new DomainError('INTERNAL', 'Acknowledge this cursor again.');
      this.connection?.refuseAck({ cursor, code, detail: message });
    }
  }

  /** @throws DomainError FORBIDDEN for a stream that is not the client's own one */
  private requireOwner(): Principal {
    const { requester, stream } = this;
    const isOwn =
      (requester.role === 'rider' || requester.role === 'driver') &&
      stream === streamId(requester.role, requester.userId);
    if (!isOwn) {
      throw new DomainError('FORBIDDEN', 'Acknowledge in your own stream, and in no other one.');
    }
    return requester;
  }
}
