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
    // Several trips of a driver are all shared, and each has a seat of its own.
    sql: `SELECT 'driver ' || driver_id || ' has ' || count(*) || ' active trips' AS what FROM trip
      WHERE status IN ('driver_assigned', 'driver_arrived', 'in_progress')
      GROUP BY driver_id HAVING count(*) > 1 AND (bool_or(NOT shared OR seat IS NULL)
        OR count(DISTINCT seat) < count(*))`,
  },
  {
    name: 'P27',
    sql: `SELECT 'driver ' || coalesce(r.driver_id, t.driver_id) || ' has a route with '
        || coalesce(r.trips, '{}')::text || ' and the trips ' || coalesce(t.trips, '{}')::text AS what
      FROM (SELECT driver_id, array_agg(ride ->> 'tripId' ORDER BY ride ->> 'tripId') AS trips
        FROM driver_route, jsonb_array_elements(rides) ride GROUP BY driver_id) r
      FULL JOIN (SELECT driver_id, array_agg(id::text ORDER BY id::text) AS trips FROM trip
        WHERE seat IS NOT NULL AND status IN ('driver_assigned', 'driver_arrived', 'in_progress')
        GROUP BY driver_id) t ON t.driver_id = r.driver_id
      WHERE r.trips IS DISTINCT FROM t.trips`,
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
