import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import { StreamHub } from '../hub/stream-hub.js';
import { StreamSource } from '../source/stream-source.js';
import { UserStreams } from './user-streams.js';

/**
 * What the streams of one shard need at this process. Each shard has a hub of its own, because two
 * shards may have streams of the same name.
 */
@Injectable()
export class StreamShard {
  /** The live streams of the shard that are open at this process. */
  openStreams = 0;

  constructor(
    readonly hub: StreamHub,
    readonly source: StreamSource,
    readonly users: UserStreams,
  ) {}
}

/** The shards whose streams this process serves: the own one, or in a gateway several. */
export abstract class StreamShards {
  /** One at least. */
  abstract readonly all: readonly [StreamShard, ...StreamShard[]];

  /** The shard that has verified the requester. */
  abstract findFor(requester: Requester): StreamShard;
}

/** A process with the database serves the streams of its own shard. */
@Injectable()
export class OwnStreamShard extends StreamShards {
  readonly all: readonly [StreamShard];

  constructor(private readonly shard: StreamShard) {
    super();
    this.all = [shard];
  }

  findFor(): StreamShard {
    return this.shard;
  }
}
