import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Metrics, Settings, WakeUp } from '#platform';
import { HistoryPartitions } from './history-partitions.js';
import { TRIM_START, HistoryTrimmer, type TrimPosition } from './history-trimmer.js';

/** Events that one transaction considers, which takes about ten milliseconds. */
const BATCH_SIZE = 1_000;
/** Milliseconds between two batches, in which writers have the disk and the processor alone. */
const PAUSE_MS = 50;
/** Attempts to drop a day, of which each waits 200 ms for requests that read the tables. */
const DROP_ATTEMPTS = 5;
/** Seconds. With a retention of a day or more, only whole days are dropped. */
const DAY_SECONDS = 86_400;
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
    private readonly partitions: HistoryPartitions,
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

  /**
   * Drops the days that are older than the retention. Events of a younger day are deleted batch by
   * batch, if the retention is less than a day.
   */
  async trimAll(): Promise<void> {
    const { retentionSeconds } = this.settings.history;
    await this.dropDays(retentionSeconds);
    await this.trimDefault(retentionSeconds);
    if (retentionSeconds < DAY_SECONDS) await this.trimRows();
  }

  private async dropDays(retentionSeconds: number): Promise<void> {
    for (let failed = 0; !this.stopping.signal.aborted;) {
      try {
        const day = await this.partitions.dropOldest(retentionSeconds);
        if (!day) return;
        this.count(day);
        this.logger.log(`Dropped the history of ${day.suffix}, about ${day.events} events.`);
      } catch (error) {
        failed += 1;
        if (failed === DROP_ATTEMPTS) throw error;
        await this.wakeUp.sleep(PAUSE_MS * 2 ** failed);
      }
    }
  }

  private async trimDefault(retentionSeconds: number): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const { outbox, mailbox } = await this.partitions.trimDefault(retentionSeconds);
      this.count({ events: outbox, deliveries: mailbox });
      if (outbox + mailbox === 0) return;
      await this.wakeUp.sleep(PAUSE_MS);
    }
  }

  private async trimRows(): Promise<void> {
    const cutoff = await this.trimmer.readCutoff(this.settings.history.retentionSeconds);
    let position: TrimPosition | null = TRIM_START;
    while (position && !this.stopping.signal.aborted) {
      const { events, deliveries, next } = await this.trimmer.trim(cutoff, position, BATCH_SIZE);
      this.count({ events, deliveries });
      position = next;
      if (next) await this.wakeUp.sleep(PAUSE_MS);
    }
  }

  private count({ events, deliveries }: { events: number; deliveries: number }): void {
    this.metrics.trimmedRows.inc({ table: 'outbox' }, events);
    this.metrics.trimmedRows.inc({ table: 'mailbox' }, deliveries);
  }

  /** Events of a day without a partition go to the default one, so a failure only costs rows. */
  private async createPartitions(): Promise<void> {
    try {
      const failures = await this.partitions.createAhead();
      if (failures.length > 0) this.logger.warn(`No partition for ${failures.join('; ')}`);
    } catch (error) {
      this.logger.warn('No partitions could be created, next round', error);
    }
  }

  private async run(): Promise<void> {
    await this.createPartitions();
    const intervalMs = Math.min(this.settings.history.trimSeconds * 1000, MAX_SLEEP_MS);
    // A random delay, so that processes that start together do not trim together.
    await this.wakeUp.sleep(Math.random() * intervalMs);
    while (!this.stopping.signal.aborted) {
      await this.createPartitions();
      try {
        await this.trimAll();
        this.metrics.oldestEventSeconds.set(await this.trimmer.readOldestAgeSeconds());
      } catch (error) {
        // Each batch is one transaction, so an error leaves a valid history for the next round.
        this.logger.warn('The history could not be trimmed, next round', error);
      }
      await this.wakeUp.sleep(intervalMs);
    }
  }
}
