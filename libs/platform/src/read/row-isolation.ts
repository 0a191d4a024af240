import { Injectable, Logger } from '@nestjs/common';
import { summarizeError } from '../log/error-description.js';
import { Metrics } from '../metrics/metrics.js';

/**
 * Works on rows one by one, so that a row that makes the work fail doesn't keep the others. Each
 * failure is counted in `tripstream_isolated_rows_total`; of one call the first is logged, because
 * a periodic task would otherwise fill the log.
 */
@Injectable()
export class RowIsolation {
  private readonly logger = new Logger('RowIsolation');

  constructor(private readonly metrics: Metrics) {}

  /**
   * @param where the name of the work, for the metric and the log; never a text from a row
   * @returns the results of the rows that didn't fail, in their order
   */
  map<Row, Result>(where: string, rows: readonly Row[], work: (row: Row) => Result): Result[] {
    const results: Result[] = [];
    const errors: unknown[] = [];
    for (const row of rows) {
      try {
        results.push(work(row));
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      this.metrics.isolatedRows.inc({ where }, errors.length);
      const count = `${errors.length} of ${rows.length} rows`;
      this.logger.error(
        `${where}: ${count} were left out; the first: ${summarizeError(errors[0])}`,
      );
    }
    return results;
  }
}
