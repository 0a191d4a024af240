/** Says which rows of a table are no longer needed. A library declares one for each such table. */
export interface ExpiryRule {
  table: string;
  /**
   * An SQL expression of type `timestamptz` for the time at which a row ended; null while it has
   * not. The table needs an index on exactly this expression, because each batch searches by it.
   */
  endedAt: string;
  /** Seconds that a row is kept after that, by the database's clock. */
  keepSeconds: number;
}
