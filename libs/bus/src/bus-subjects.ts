import type { StreamId } from '#contracts';

/** The subjects of a shard. A shard is a city with its own Postgres. */
export class BusSubjects {
  /** A process of the shard has committed. The message names the process. */
  readonly wake: string;
  /** The relay's epoch and incarnation, four times a second. */
  readonly beat: string;
  /** The relay answers it; see `Fence`. */
  readonly fence: string;

  /** @param shard letters, digits and hyphens */
  constructor(readonly shard: string) {
    this.wake = `wake.${shard}`;
    this.beat = `beat.${shard}`;
    this.fence = `fence.${shard}`;
  }

  /** The events of a stream. The names of streams have no dot and no wildcard. */
  ofStream(stream: StreamId): string {
    return `s.${this.shard}.${stream.replace('/', '.')}`;
  }
}
