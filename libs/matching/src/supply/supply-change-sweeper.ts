import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Transactions } from '#database';
import { WakeUp } from '#platform';

const SWEEP_INTERVAL_MS = 10_000;
/**
 * Rows are kept for longer than the longest gap between two looks (30 s). A transaction that
 * commits so late that its row is deleted before a look would have to last 90 seconds; the time
 * limits of statements and idle transactions end it long before.
 */
const KEEP_SECONDS = 120;
/** Rows that one statement deletes. */
const BATCH_SIZE = 10_000;

/** Processes that sweep at the same time skip each other's rows. */
const SWEEP = {
  name: 'supply-sweep',
  text: `
  WITH gone AS (
    DELETE FROM supply_change WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM supply_change
      WHERE written_at < clock_timestamp() - make_interval(secs => $1)
      ORDER BY written_at LIMIT $2 FOR UPDATE SKIP LOCKED))
    RETURNING 1
  )
  SELECT count(*)::int AS rows FROM gone`,
};

/** Deletes the rows of the change log that every process has read, every ten seconds. */
@Injectable()
export class SupplyChangeSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('SupplyChanges');
  private readonly wakeUp = new WakeUp();
  private running?: Promise<void>;

  constructor(private readonly transactions: Transactions) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.wakeUp.raise();
    await this.running;
  }

  /**
   * Deletes all of these rows, batch by batch: a busy city writes more than a batch between two
   * sweeps.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async sweep(): Promise<void> {
    let deleted = BATCH_SIZE;
    while (deleted === BATCH_SIZE) {
      const parameters = [KEEP_SECONDS, BATCH_SIZE];
      const [gone] = await this.transactions.query<{ rows: number }>(SWEEP, parameters);
      deleted = gone?.rows ?? 0;
    }
  }

  private async run(): Promise<void> {
    while (!(await this.wakeUp.sleep(SWEEP_INTERVAL_MS))) {
      try {
        await this.sweep();
      } catch (error) {
        // Rows that are kept too long do no harm, and the next sweep deletes them.
        this.logger.warn('The change log of the supply was not swept', error);
      }
    }
  }
}
