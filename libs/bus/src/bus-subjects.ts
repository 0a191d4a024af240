import type { StreamId } from '#contracts';

/** The subjects of a shard. A shard is a city with its own Postgres. */
export class BusSubjects {
  /** Bears nothing: some process of the shard has committed. */
  readonly wake: string;
  /** Bears the relay's epoch and incarnation, four times a second. */
  readonly beat: string;
  /** The relay answers it; see `Fence`. */
  readonly fence: string;

  /** @param shard letters, digits and hyphens */
  constructor(readonly shard: string) {
    this.wake = `wake.${shard}`;
    this.beat = `beat.${shard}`;
    this.fence = `fence.${shard}`;
  }

  /** Bears the events of a stream. The names of streams have no dot and no wildcard. */
  ofStream(stream: StreamId): string {
    return `s.${this.shard}.${stream.replace('/', '.')}`;
  }

  /** Bears the ephemeral frames of a stream, the latest only. */
  ofFrames(stream: StreamId): string {
    return `r.${this.shard}.${stream.replace('/', '.')}`;
  }

  /** A question to the API processes of the shard. */
  ofQuestion(name: string): string {
    return `q.${this.shard}.${name}`;
  }
}
