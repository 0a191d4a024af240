import type { Requester } from '#access';
import type { StreamId } from '#contracts';
import type { ResponseSink } from '../frame/response-sink.js';

/** What a client asked for. */
export interface StreamRequest {
  stream: StreamId;
  requester: Requester;
  /** `Last-Event-ID`, else `?cursor=`; null when there is neither. */
  presented: string | null;
  /** Whether durable events carry `event:` (`?names=off` leaves it out). */
  named: boolean;
  /** Where the client connects from. */
  address: string;
  /** The response, asked only how much of what was written still waits to be read. */
  sink: ResponseSink;
}
