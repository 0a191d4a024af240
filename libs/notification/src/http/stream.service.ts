import { Injectable } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { AccessRequest, Principal } from '#access';
import type { ClosingReason, StreamId } from '#contracts';
import { DomainError } from '#platform';
import { Connections } from '../connection/connections.js';
import type { StreamConnection } from '../connection/stream-connection.js';
import { StreamOpenings } from '../connection/stream-opening.js';
import type { StreamRequest } from '../connection/stream-request.js';
import { FrameWriter } from '../frame/frame-writer.js';
import { ResponseSink } from '../frame/response-sink.js';
import { StreamAccess } from '../stream-access.js';
import { acceptsEventStream } from './accepts-event-stream.js';
import { StreamEnded } from './stream-ended.js';

/** Who reads, how they asked, and where the answer goes. */
export interface StreamCall {
  reader: Principal;
  request: AccessRequest;
  sink: ServerResponse | Http2ServerResponse;
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
  async read(stream: StreamId, call: StreamCall): Promise<Observable<never>> {
    if (!acceptsEventStream(call.request.headers.accept)) {
      throw new DomainError('NOT_ACCEPTABLE', 'Send Accept: text/event-stream.');
    }
    const request = toStreamRequest(stream, call);
    if (this.connections.isDraining) return this.serve(request, closeWith('drain'));
    try {
      await this.access.check(request.reader, stream);
      if (await this.openings.isOver(request)) throw new StreamEnded();
    } catch (error) {
      if (!isAway(error)) throw error;
      return this.serve(request, closeWith('unavailable'));
    }
    return this.serve(request, (connection) => void connection.open());
  }

  /**
   * Nest opens the response and ends it; frames are written by us in between. The
   * connection lives until it completes or the client goes.
   */
  private serve(
    request: StreamRequest,
    begin: (connection: StreamConnection) => void,
  ): Observable<never> {
    return new Observable((subscriber) => {
      const writer = new FrameWriter(request.sink);
      void writer.opened().then((isOpen) => {
        if (!isOpen || subscriber.closed) return;
        // Only now: a frame before the headers (a heartbeat is enough) would break the response.
        const connection = this.connections.create(request);
        const frames = connection.frames$.subscribe({
          next: (frame) => {
            writer.write(frame);
          },
          complete: () => {
            writer.endInTime();
            subscriber.complete();
          },
        });
        subscriber.add(() => {
          frames.unsubscribe();
          connection.end();
        });
        // It may have begun to drain while the request was looked at.
        if (this.connections.isDraining) connection.close('drain');
        else begin(connection);
      });
    });
  }
}

const closeWith = (reason: ClosingReason) => (connection: StreamConnection) => {
  connection.close(reason);
};

/** The database is away, or went while it was asked: trouble, and no verdict on the request. */
const isAway = (error: unknown): boolean =>
  error instanceof DomainError &&
  (error.code === 'DATABASE_UNAVAILABLE' || error.code === 'OUTCOME_UNKNOWN');

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
    sink: new ResponseSink(sink),
  };
}
