import { Injectable } from '@nestjs/common';
import { EMPTY, type Observable } from 'rxjs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { AccessRequest, Requester } from '#access';
import type { StreamId } from '#contracts';
import { DomainError } from '#platform';
import { ConnectionRegistry } from '../connection/connection-registry.js';
import type { StreamConnection } from '../connection/stream-connection.js';
import type { StreamRequest } from '../connection/stream-request.js';
import { ResponseSink } from '../frame/response-sink.js';
import { StreamAccess } from '../stream-access.js';
import { acceptsEventStream } from './content-negotiation.js';
import { releaseCredentials } from './release-credentials.js';
import { serveFrames } from './serve-frames.js';
import { StreamEnded } from './stream-ended.js';

/** The request of a stream with its requester and its response. */
export interface StreamCall {
  requester: Requester;
  request: AccessRequest;
  sink: ServerResponse | Http2ServerResponse;
  raw: IncomingMessage | Http2ServerRequest;
}

/** Whether the client wants the headers of the answer and no body. */
export const isHead = ({ method }: Pick<AccessRequest, 'method'>): boolean => method === 'HEAD';

/** Answers an HTTP request with a live stream. */
@Injectable()
export class StreamService {
  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly access: StreamAccess,
  ) {}

  /**
   * Errors that have a status are thrown before the response begins. Afterwards an error is
   * reported in the stream, because a native `EventSource` does not reconnect after a status other
   * than 200.
   *
   * @throws DomainError NOT_ACCEPTABLE, NOT_FOUND
   * @throws StreamEnded when the cursor stands behind the last event there will ever be
   */
  async read(stream: StreamId, call: StreamCall): Promise<Observable<never>> {
    if (!acceptsEventStream(call.request.headers.accept)) {
      throw new DomainError(
        'NOT_ACCEPTABLE',
        'Send Accept: text/event-stream or application/json.',
      );
    }
    if (isHead(call.request)) return this.answerHead(stream, call);
    const request = toStreamRequest(stream, call);
    const connection = this.connections.create(request);
    // Nest has not subscribed yet, and a client may leave during the preparation.
    request.sink.onClose(connection.end.bind(connection));
    if (!(await this.prepare(connection))) {
      connection.end();
      throw new StreamEnded();
    }
    releaseCredentials(call.request, call.raw);
    return serveFrames(request.sink, connection);
  }

  /**
   * Sends the headers of the stream and no frame (RFC 9110, section 9.3.2). It opens no stream, so
   * it takes no place of the user's own ones.
   */
  private async answerHead(stream: StreamId, call: StreamCall): Promise<Observable<never>> {
    await this.access.check(call.requester, stream);
    return EMPTY;
  }

  /** @returns false when the stream will have no event after the cursor */
  private async prepare(connection: StreamConnection): Promise<boolean> {
    try {
      const { requester, stream } = connection.request;
      await this.access.check(requester, stream);
      return await connection.prepare();
    } catch (error) {
      if (isDatabaseUnavailable(error)) {
        connection.close('unavailable');
        return true;
      }
      connection.end();
      throw error;
    }
  }
}

/** Whether the database was away or its connection broke, so that the request was not judged. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  error instanceof DomainError &&
  (error.code === 'DATABASE_UNAVAILABLE' || error.code === 'OUTCOME_UNKNOWN');

/**
 * The `Last-Event-ID` header takes precedence over `?cursor=`: the browser updates the header with
 * every event, while the address stays as it was when the page opened the stream.
 *
 * @returns null for a request without a cursor
 */
export function readPresentedCursor({
  headers,
  query,
}: Pick<AccessRequest, 'headers' | 'query'>): string | null {
  const presented = headers['last-event-id'] ?? query.cursor ?? null;
  return presented === null || typeof presented === 'string' ? presented : 'not-a-cursor';
}

/** Anything but a number means no padding, because a stream ignores what it does not understand. */
const readPadding = (value: unknown): number =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;

/** A request whose answer is an HTTP response. */
export interface ResponseRequest extends StreamRequest {
  sink: ResponseSink;
}

export const toStreamRequest = (stream: StreamId, call: StreamCall): ResponseRequest => ({
  ...describeRequest(stream, call),
  sink: new ResponseSink(call.sink),
});

/** Reads what a request for a stream says, in any of its forms. */
export const describeRequest = (
  stream: StreamId,
  { requester, request }: Pick<StreamCall, 'requester' | 'request'>,
): Omit<StreamRequest, 'sink'> => ({
  stream,
  requester,
  presented: readPresentedCursor(request),
  named: request.query.names !== 'off',
  padding: readPadding(request.query.padding),
  address: request.ip ?? 'unknown',
});
