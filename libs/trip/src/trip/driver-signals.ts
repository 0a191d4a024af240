import type { Position } from '#contracts';
import type { Transaction } from '#database';

/**
 * What is known of a driver from their requests and locations. This port is declared here and
 * implemented by libs/matching, which records them and depends on this library; `apps/api` binds
 * the two. The implementation reads through the caller's transaction.
 */
export abstract class DriverSignals {
  /**
   * Whether the driver has sent no request for so long that they count as silent. A driver of whom
   * no request is recorded, as after a crash of Postgres, counts as silent.
   */
  abstract isSilent(tx: Transaction, driverId: string): Promise<boolean>;

  /**
   * Records where the driver is when the caller's transaction has committed. This process knows it at
   * once, and other processes within about a second, as every other location.
   */
  abstract reportLocation(tx: Transaction, driverId: string, position: Position): void;

  /** @returns the driver's last location; null when none is known */
  abstract findLocation(tx: Transaction, driverId: string): Promise<KnownLocation | null>;

  /**
   * Finds where the driver was after a time of the database's clock, by their own reports.
   *
   * @returns null when no location was measured since then, or none within 15 seconds
   */
  abstract findReportSince(
    tx: Transaction,
    driverId: string,
    since: Date,
  ): Promise<Position | null>;
}

/** A driver's last location, and how long ago the server received it. */
export interface KnownLocation extends Position {
  readonly receivedSecondsAgo: number;
}
