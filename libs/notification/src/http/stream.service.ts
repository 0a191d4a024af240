import { Injectable, type MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Writable } from 'node:stream';
import type { AccessRequest, Principal } from '#access';
import type { StreamId } from '#contracts';
import { DomainError } from '#platform';
import { Connections } from '../connection/connections.js';
import { StreamOpenings } from '../connection/stream-opening.js';
import type { StreamRequest } from '../connection/stream-request.js';
import { StreamAccess } from '../stream-access.js';
import { acceptsEventStream } from './accepts-event-stream.js';
import { StreamEnded } from './stream-ended.js';

/** Who reads, how they asked, and where the answer goes. */
export interface StreamCall {
  reader: Principal;
  request: AccessRequest;
  sink: Writable;
}

/** From an HTTP request to the frames that answer it. */
@Injectable()
export class StreamService {
  constructor(
    private readonly connections: Connections,
    private readonly openings: StreamOpenings,
    private readonly access: StreamAccess,
  ) {}

  /**
   * Everything that has a status of its own is thrown before the first frame; after that,
   * trouble is told in band, because a native `EventSource` gives up on anything but 200.
   *
   * @throws DomainError NOT_ACCEPTABLE, NOT_FOUND
   * @throws StreamEnded when the cursor stands behind the last event there will ever be
   */
  async read(stream: StreamId, call: StreamCall): Promise<Observable<MessageEvent>> {
    if (!acceptsEventStream(call.request.headers.accept)) {
      throw new DomainError('NOT_ACCEPTABLE', 'Send Accept: text/event-stream.');
    }
    const request = toStreamRequest(stream, call);
    if (this.connections.isDraining) return this.refuse(request, 'drain');
    try {
      await this.access.check(request.reader, stream);
      if (await this.openings.isOver(request)) throw new StreamEnded();
    } catch (error) {
      if (!isAway(error)) throw error;
      return this.refuse(request, 'unavailable');
    }
    return this.serve(request);
  }

  /** The connection lives as long as Nest is subscribed: until it completes or the client goes. */
  private serve(request: StreamRequest): Observable<MessageEvent> {
    return new Observable((subscriber) => {
      const connection = this.connections.create(request);
      subscriber.add(connection.frames$.subscribe(subscriber));
      subscriber.add(() => {
        connection.end();
      });
      void connection.open();
    });
  }

  private refuse(
    request: StreamRequest,
    reason: 'drain' | 'unavailable',
  ): Observable<MessageEvent> {
    return new Observable((subscriber) => {
      const connection = this.connections.create(request);
      subscriber.add(connection.frames$.subscribe(subscriber));
      connection.close(reason);
    });
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'DATABASE_UNAVAILABLE';

/** The header wins: it is what the browser really got, the address what it once began with. */
function toStreamRequest(stream: StreamId, { reader, request, sink }: StreamCall): StreamRequest {
  const { cursor, names } = request.query;
  const header = request.headers['last-event-id'];
  const presented = header ?? cursor ?? null;
  return {
    stream,
    reader,
    presented: presented === null || typeof presented === 'string' ? presented : 'not-a-cursor',
    named: names !== 'off',
    sink,
  };
}
