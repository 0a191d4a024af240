import { Injectable } from '@nestjs/common';
import type { StreamConnectionView } from '#contracts';

/** Which connections are asked for. */
export interface ConnectionQuery {
  /** Default: those of all users. */
  userId?: string | undefined;
  /** Default: those of all streams. */
  stream?: string | undefined;
}

/** The connections of one process. */
export interface ProcessConnections {
  /** The machine and the number of the process there. */
  process: string;
  /** Open streams of the shard there, whatever is asked for. */
  total: number;
  /** Oldest first. */
  connections: StreamConnectionView[];
  /** The process has more of them than it sends. */
  isPartial: boolean;
}

/** The connections of the processes that have answered. */
export interface PeerConnections {
  processes: ProcessConnections[];
  /** False when a process has not answered in time, or its answer was left out. */
  isComplete: boolean;
}

/** `unknown`: a process that may have the connection has not answered in time. */
export type PeerClosing = 'closed' | 'absent' | 'unknown';

/** The connections at all processes of a shard. `apps/api` implements it over the bus. */
export abstract class ConnectionPeers {
  /**
   * Asks all processes, this one included.
   *
   * @returns undefined without a bus
   * @throws DomainError TOO_MANY_REQUESTS
   */
  abstract list(query: ConnectionQuery): Promise<PeerConnections | undefined>;
  /** Closes a connection at another process. @throws DomainError TOO_MANY_REQUESTS */
  abstract close(id: string): Promise<PeerClosing>;
}

/** Other processes are not asked: without a bus, and by a gateway. */
@Injectable()
export class NoConnectionPeers extends ConnectionPeers {
  list(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<PeerClosing> {
    return Promise.resolve('absent');
  }
}
