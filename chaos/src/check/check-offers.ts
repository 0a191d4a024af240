import type { CheckContext } from './check-context.js';

/** Each statement returns one row for each violation, described in its column `what`. */
const STATEMENTS = [
  {
    name: 'P7',
    sql: `SELECT 'driver ' || driver_id || ' has ' || count(*) || ' pending offers' AS what
      FROM offer WHERE status = 'pending' GROUP BY driver_id HAVING count(*) > 1`,
  },
  {
    name: 'P7',
    sql: `SELECT 'trip ' || trip_id || ' has ' || count(*) || ' pending offers' AS what
      FROM offer WHERE status = 'pending' AND exclusive GROUP BY trip_id HAVING count(*) > 1`,
  },
  {
    name: 'P7',
    sql: `SELECT 'rider ' || rider_id || ' has ' || count(*) || ' active trips' AS what FROM trip
      WHERE status IN ('matching', 'driver_assigned', 'driver_arrived', 'in_progress')
      GROUP BY rider_id HAVING count(*) > 1`,
  },
  {
    name: 'P7',
    sql: `SELECT 'driver ' || driver_id || ' has ' || count(*) || ' active trips' AS what FROM trip
      WHERE status IN ('driver_assigned', 'driver_arrived', 'in_progress')
      GROUP BY driver_id HAVING count(*) > 1`,
  },
  {
    name: 'P8',
    sql: `SELECT 'offer ' || id || ' was accepted at ' || closed_at || ', over at ' || expires_at
      AS what FROM offer WHERE status = 'accepted' AND closed_at >= expires_at`,
  },
  {
    // An offer whose end the engine does not record keeps its driver from other offers.
    name: 'P9',
    sql: `SELECT 'offer ' || id || ' is over and still pending' AS what FROM offer
      WHERE status = 'pending' AND expires_at < now() - interval '2 seconds'`,
  },
  {
    name: 'fold',
    sql: `SELECT 'offer ' || f.id || ' is ' || f.status || ', its events say '
        || coalesce(string_agg(o.type, ', '), 'nothing') AS what
      FROM offer f LEFT JOIN outbox o ON o.type LIKE 'offer.%' AND f.id::text =
        coalesce(o.event -> 'data' ->> 'offerId', o.event -> 'data' -> 'offer' ->> 'id')
      WHERE f.exclusive GROUP BY f.id, f.status
      HAVING count(*) FILTER (WHERE o.type = 'offer.created') <> 1
        OR count(*) FILTER (WHERE o.type = 'offer.' || f.status)
          <> CASE f.status WHEN 'pending' THEN 0 ELSE 1 END
        OR count(o.type) <> CASE f.status WHEN 'pending' THEN 1 ELSE 2 END`,
  },
  {
    name: 'fold',
    sql: `SELECT 'driver ' || d.id || ' is ' || d.availability || ', the last event says ' || e.type
        AS what
      FROM driver d JOIN LATERAL (
        SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
        WHERE m.stream = 'driver/' || d.id AND o.type IN ('driver.online', 'driver.offline')
          AND o.subject = 'driver/' || d.id
        ORDER BY m.seq DESC LIMIT 1) e ON true
      WHERE e.type <> 'driver.' || d.availability`,
  },
] as const;

/** Checks offers, drivers and active trips in the tables alone, including those of the faults. */
export async function checkOffers({ target, findings }: CheckContext): Promise<void> {
  for (const { name, sql } of STATEMENTS) {
    findings.markChecked(name);
    for (const { what } of await target.query<{ what: string }>(sql))
      findings.reportViolation(name, what);
  }
}
