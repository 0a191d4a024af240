import type { Writable } from 'node:stream';
import type { Principal } from '#access';
import type { StreamId } from '#contracts';

/** What a client asked for. */
export interface StreamRequest {
  stream: StreamId;
  reader: Principal;
  /** `Last-Event-ID`, else `?cursor=`; null when there is neither. */
  presented: string | null;
  /** Whether durable events carry `event:` (`?names=off` leaves it out). */
  named: boolean;
  /** Where the client connects from. */
  address: string;
  /** The response, asked only how much of what was written still waits to be read. */
  sink: Writable;
}
