import type { StreamId } from '#contracts';

/** The subjects of a shard. A shard is a city with its own Postgres. */
export class BusSubjects {
  /** A process of the shard has committed. The message names the process. */
  readonly wake: string;
  /** The relay's epoch and incarnation, four times a second. */
  readonly beat: string;
  /** The relay answers it; see `Fence`. */
  readonly fence: string;
  /** What gateways have to do: the streams of a person who has moved are closed. */
  readonly control: string;
  /** What each process says of the streams that are open at it. */
  readonly audience: string;
  /** Every process is asked for all streams that are open at it. */
  readonly audienceAsked: string;
  /** Riders who search for a driver and whose search is shown somewhere. */
  readonly searching: string;
  /** Every process says that it is one of the shard. */
  readonly alive: string;

  /** @param shard letters, digits and hyphens */
  constructor(readonly shard: string) {
    this.wake = `wake.${shard}`;
    this.beat = `beat.${shard}`;
    this.fence = `fence.${shard}`;
    this.control = `ctl.${shard}`;
    this.audience = `audience.${shard}`;
    this.audienceAsked = `audience-asked.${shard}`;
    this.searching = `searching.${shard}`;
    this.alive = `alive.${shard}`;
  }

  /** A question to the processes of the shard that have the database. */
  question(name: string): string {
    return `q.${this.shard}.${name}`;
  }

  /** A question to all processes of the shard; see `Survey`. */
  survey(name: string): string {
    return `survey.${this.shard}.${name}`;
  }

  /** The answers to a survey. @param id of the question */
  surveyAnswers(id: string): string {
    return `answers.${this.shard}.${id}`;
  }

  /** The ephemeral frames of a stream. */
  ofFrames(stream: StreamId): string {
    return `r.${this.shard}.${stream.replace('/', '.')}`;
  }

  /** What the processes at which a user has streams say of them to each other. */
  ofUser(userId: string): string {
    return `u.${this.shard}.${Buffer.from(userId).toString('base64url')}`;
  }

  /** The events of a stream. The names of streams have no dot and no wildcard. */
  ofStream(stream: StreamId): string {
    return `s.${this.shard}.${stream.replace('/', '.')}`;
  }
}
