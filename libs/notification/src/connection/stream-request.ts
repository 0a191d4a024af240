import type { Requester } from '#access';
import type { StreamId } from '#contracts';
import type { FrameSink } from '../frame/frame-sink.js';

/** A request for a stream, in any of its forms: live stream, poll or replay. */
export interface StreamRequest {
  stream: StreamId;
  requester: Requester;
  /** The `Last-Event-ID` header, else `?cursor=`; null when the request has neither. */
  presented: string | null;
  /** Whether durable events carry an `event:` field; `?names=off` leaves it out. */
  named: boolean;
  /** The length of the comment after `stream.opened`, in bytes; 0 for none (`?padding=`). */
  padding: number;
  /** The IP address of the client, as this process sees it. */
  address: string;
  /** Where the frames go. */
  sink: FrameSink;
}

/** The part of a request by which its stream begins, and which another process may need. */
export type OpeningRequest = Pick<StreamRequest, 'stream' | 'requester' | 'presented'>;
