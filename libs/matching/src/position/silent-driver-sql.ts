/** SQL expressions: when a driver was seen, and the parameters of the rule. */
interface SilentDriverTerms {
  /** `driver_presence.seen_at` of a LEFT JOIN. */
  seenAt: string;
  /** Silence after which a driver gets no offers; 0: none does. */
  seconds: string;
  /**
   * From when silence counts for who hasn't been seen: the table is empty after a crash of
   * Postgres, and nobody is silent because of that. NULL: they count as seen just now.
   */
  since: string;
}

/** SQL: whether a driver has been silent for too long, by the database's clock. */
export const silentDriverSql = ({ seenAt, seconds, since }: SilentDriverTerms): string =>
  `(${seconds}::float8 > 0 AND coalesce(${seenAt}, ${since}::timestamptz, clock_timestamp())
    <= clock_timestamp() - make_interval(secs => ${seconds}::float8))`;
