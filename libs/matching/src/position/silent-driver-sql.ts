/** The SQL expressions that the condition is made of. */
interface SilentDriverTerms {
  /** The column `driver_presence.seen_at` of a LEFT JOIN. */
  seenAt: string;
  /** Seconds without a request after which a driver is silent; 0 turns the rule off. */
  seconds: string;
  /**
   * The time from which silence counts for drivers without a presence row. The table is empty
   * after a crash of Postgres, which must not make all drivers silent. NULL: such a driver
   * isn't silent.
   */
  since: string;
}

/** SQL: whether a driver has sent no request for too long, by the database's clock. */
export const silentDriverSql = ({ seenAt, seconds, since }: SilentDriverTerms): string =>
  `(${seconds}::float8 > 0 AND coalesce(${seenAt}, ${since}::timestamptz, clock_timestamp())
    <= clock_timestamp() - make_interval(secs => ${seconds}::float8))`;
