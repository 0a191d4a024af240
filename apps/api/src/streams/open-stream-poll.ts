import type { Subscription } from 'rxjs';
import type { StreamId } from '#contracts';
import type { EphemeralFrames } from '#notification';
import { PeriodicTask } from '#platform';

/**
 * The trips of all open streams are looked up again every 30 seconds. An event is a hint that may
 * be lost (ADR 0003), and so may the word that a trip has changed.
 */
const REFRESH_INTERVAL_MS = 30_000;

interface OpenStreamPollOptions {
  /** What a poll publishes, for the log. */
  name: string;
  intervalMs: number;
  /** A stream has opened, or it is time to look all open streams up again. */
  lookUp: (stream: StreamId) => void;
  poll: () => Promise<void>;
}

/**
 * A poll about the trips whose streams are open in this process (ADR 0022). It looks up a stream
 * when it opens, and all open streams every 30 seconds.
 */
export class OpenStreamPoll {
  private readonly task: PeriodicTask;
  private pollCount = 0;
  private openings: Subscription | undefined;

  constructor(
    private readonly frames: EphemeralFrames,
    private readonly options: OpenStreamPollOptions,
  ) {
    this.task = new PeriodicTask(options.name, () => this.run());
  }

  start(): void {
    this.openings = this.frames.opened$.subscribe((stream) => {
      this.options.lookUp(stream);
    });
    this.task.start(this.options.intervalMs);
  }

  /** Resolves when a poll under way has ended. */
  async stop(): Promise<void> {
    this.openings?.unsubscribe();
    await this.task.stop();
  }

  private async run(): Promise<void> {
    const { intervalMs, lookUp, poll } = this.options;
    this.pollCount += 1;
    if (this.pollCount % (REFRESH_INTERVAL_MS / intervalMs) === 0) {
      for (const stream of this.frames.subscribedStreams()) lookUp(stream);
    }
    await poll();
  }
}

/** @param subject of an event about a trip: `trip/<id>` */
export const tripIdOf = (subject: string): string => subject.slice('trip/'.length);
