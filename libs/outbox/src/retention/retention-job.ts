import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Metrics, Settings, WakeUp } from '#platform';
import { TRIM_START, HistoryTrimmer, type TrimPosition } from './history-trimmer.js';

/** Events that one transaction considers, which takes about ten milliseconds. */
const BATCH_SIZE = 1_000;
/** Milliseconds between two batches, in which writers have the disk and the processor alone. */
const PAUSE_MS = 50;
/** A timer of Node is limited to 2^31 − 1 ms; a longer one fires at once. */
const MAX_SLEEP_MS = 2_147_483_647;

/**
 * Trims the history to its retention, with a round every `HISTORY_TRIM_SECONDS`. Every process runs
 * the job, and skips a batch while another process trims.
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

  /** Deletes the events that are older than the retention, batch by batch. */
  async trimAll(): Promise<void> {
    const cutoff = await this.trimmer.readCutoff(this.settings.history.retentionSeconds);
    let position: TrimPosition | null = TRIM_START;
    while (position && !this.stopping.signal.aborted) {
      const { events, deliveries, next } = await this.trimmer.trim(cutoff, position, BATCH_SIZE);
      this.metrics.trimmedRows.inc({ table: 'outbox' }, events);
      this.metrics.trimmedRows.inc({ table: 'mailbox' }, deliveries);
      position = next;
      if (next) await this.wakeUp.sleep(PAUSE_MS);
    }
  }

  private async run(): Promise<void> {
    const intervalMs = Math.min(this.settings.history.trimSeconds * 1000, MAX_SLEEP_MS);
    // A random delay, so that processes that start together do not trim together.
    await this.wakeUp.sleep(Math.random() * intervalMs);
    while (!this.stopping.signal.aborted) {
      try {
        await this.trimAll();
        this.metrics.oldestEventSeconds.set(await this.trimmer.readOldestAgeSeconds());
      } catch (error) {
        // Each batch is one transaction, so an error leaves a valid history for the next round.
        this.logger.warn(`The history could not be trimmed, next round: ${String(error)}`);
      }
      await this.wakeUp.sleep(intervalMs);
    }
  }
}
