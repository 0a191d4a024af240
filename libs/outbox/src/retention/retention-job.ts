import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Metrics, Settings, WakeUp } from '#platform';
import { TRIM_START, HistoryTrimmer, type TrimPosition } from './history-trimmer.js';

/** Events looked at in one statement: some ten milliseconds of work. */
const BATCH = 1_000;
/** Milliseconds between two batches, in which writers have disk and processor to themselves. */
const PAUSE = 50;
/** A timer of Node holds at most 2^31 − 1 ms; more would fire at once. */
const LONGEST_SLEEP_MS = 2_147_483_647;

/**
 * Keeps the history at its retention, a round every `HISTORY_TRIM_SECONDS`. Every process
 * does: whoever comes while another is at it leaves it to them.
 */
@Injectable()
export class RetentionJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private readonly wakeUp = new WakeUp();
  private running?: Promise<void>;
  private readonly stopping = new AbortController();

  constructor(
    private readonly trimmer: HistoryTrimmer,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wakeUp.raise();
    await this.running;
  }

  /** Deletes all that is too old now, batch by batch. */
  async trimAll(): Promise<void> {
    const cutoff = await this.trimmer.readCutoff(this.settings.history.retentionSeconds);
    let position: TrimPosition | null = TRIM_START;
    while (position && !this.stopping.signal.aborted) {
      const { events, deliveries, next } = await this.trimmer.trim(cutoff, position, BATCH);
      this.metrics.trimmedRows.inc({ table: 'outbox' }, events);
      this.metrics.trimmedRows.inc({ table: 'mailbox' }, deliveries);
      position = next;
      if (next) await this.wakeUp.sleep(PAUSE);
    }
  }

  private async run(): Promise<void> {
    const every = Math.min(this.settings.history.trimSeconds * 1000, LONGEST_SLEEP_MS);
    // Processes that start together don't look together.
    await this.wakeUp.sleep(Math.random() * every);
    while (!this.stopping.signal.aborted) {
      try {
        await this.trimAll();
        this.metrics.oldestEventSeconds.set(await this.trimmer.readOldestAgeSeconds());
      } catch (error) {
        // Nothing is half done, and the next round finds the same.
        this.logger.warn(`Left for the next round: ${String(error)}`);
      }
      await this.wakeUp.sleep(every);
    }
  }
}
