import { Injectable } from '@nestjs/common';
import type { StreamConnectionView } from '#contracts';

/** Which connections are asked for. */
export interface ConnectionQuery {
  /** The shard of the operator; undefined where shards have no names. */
  shard: string | undefined;
  /** Default: those of all users. */
  userId?: string | undefined;
  /** Default: those of all streams. */
  stream?: string | undefined;
}

/** The connections of one process. */
export interface ProcessConnections {
  process: string;
  /** Open streams of the shard there, whatever is asked for. */
  total: number;
  /** Oldest first. */
  connections: StreamConnectionView[];
  /** The process has more of them than it sends. */
  isPartial: boolean;
}

/** The connections at all processes of a shard. `apps/api` implements it over the bus. */
export abstract class ConnectionPeers {
  /** Asks all processes, this one included. @returns undefined without a bus */
  abstract list(query: ConnectionQuery): Promise<ProcessConnections[] | undefined>;
  /** Closes a connection at another process. @returns whether one had it */
  abstract close(query: { id: string; shard: string | undefined }): Promise<boolean>;
}

/** Without a bus other processes can't be asked. */
@Injectable()
export class NoConnectionPeers extends ConnectionPeers {
  list(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
