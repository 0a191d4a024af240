import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#database';
import { BatchLoader, Settings } from '#platform';
import type { QuoteEntity } from './quote.entity.js';

/** A quote before the database has set until when it holds. */
export type NewQuote = Omit<QuoteEntity, 'expiresAt' | 'tripId'>;

/**
 * The most quotes of one statement, 300 KB of parameters. `CommandAdmission` has no more under way, so
 * a quote waits for one write at most, also when the database is away.
 */
const MAX_BATCH = 1_000;

/** One clock for all quotes of the statement, rounded as the column rounds it. */
const INSERT = {
  name: 'insert-quotes',
  text: `
  WITH valid AS MATERIALIZED (
    SELECT (clock_timestamp() + make_interval(secs => $2))::timestamptz(3) AS until
  ), stored AS (
    INSERT INTO quote (id, rider_id, pickup, dropoff, pickup_name, dropoff_name, fare, shared_fare,
      distance_meters, duration_seconds, pickup_eta_seconds, expires_at)
    SELECT q.id, q."riderId", q.pickup, q.dropoff, q."pickupName", q."dropoffName", q.fare, q."sharedFare",
      q."distanceMeters",
      q."durationSeconds", q."pickupEtaSeconds", valid.until
    FROM valid, jsonb_to_recordset($1::jsonb) AS q(id uuid, "riderId" uuid, pickup jsonb,
      dropoff jsonb, "pickupName" text, "dropoffName" text, fare jsonb, "sharedFare" jsonb, "distanceMeters" int, "durationSeconds" int,
      "pickupEtaSeconds" int)
  )
  SELECT until FROM valid`,
};

type Query = Pick<Transaction, 'query'>;

/** Stores quotes, those of concurrent riders in one statement. */
@Injectable()
export class QuoteRepository {
  private readonly writer: BatchLoader<NewQuote, Date>;

  constructor(
    transactions: Transactions,
    private readonly settings: Settings,
  ) {
    // Without a delay: the quotes that come during one write are enough for the next.
    this.writer = new BatchLoader((quotes) => this.insert(transactions, quotes), MAX_BATCH, 0);
  }

  /**
   * Stores a quote together with those that come at the same time. The caller holds no connection.
   *
   * @returns until when the price holds, by the clock of the database
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  storeInBatch(quote: NewQuote): Promise<Date> {
    return this.writer.load(quote);
  }

  /** Stores a quote in the caller's transaction. @returns until when the price holds */
  async store(tx: Transaction, quote: NewQuote): Promise<Date> {
    const [until] = await this.insert(tx, [quote]);
    if (!until) throw new Error('No quote was stored.');
    return until;
  }

  private async insert(on: Query, quotes: readonly NewQuote[]): Promise<Date[]> {
    const { quoteSeconds } = this.settings.trip;
    const parameters = [JSON.stringify(quotes), quoteSeconds];
    const [row] = await on.query<{ until: Date }>(INSERT, parameters);
    if (!row) throw new Error('The database did not tell until when a quote holds.');
    return quotes.map(() => row.until);
  }
}
