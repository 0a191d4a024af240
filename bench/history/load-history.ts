import type { Client } from 'pg';
import { DAYS, EVENTS_PER_STREAM, EVENTS_PER_TRIP, PADDING } from './history-shape.js';

/** What a partition has besides its columns, before it can be attached. */
const KEYS = {
  outbox: ['PRIMARY KEY (id, day)', '(xid)', '(time)'],
  mailbox: ['PRIMARY KEY (stream, seq, day)', '(outbox_id)'],
} as const;

/** Events n with $2 < n <= $3, spread evenly over the day $1. */
const INSERT_EVENTS = (table: string) => `
  INSERT INTO ${table} (id, type, subject, time, event, day)
  SELECT e.id, 'driver.online', n::text,
    $1::date + (n - $2) / ($3 - $2)::float8 * interval '1 day',
    json_build_object('specversion', '1.0', 'id', e.id, 'source', '/tripstream',
      'type', 'driver.online', 'data', json_build_object('reason', repeat('x', ${PADDING}))),
    $1::date
  FROM generate_series($2::int + 1, $3::int) n, LATERAL (SELECT uuidv7() AS id WHERE n > 0) e`;

/** Each event is in the stream of a driver and in that of a trip. */
const INSERT_DELIVERIES = (table: string, events: string) => `
  INSERT INTO ${table} (stream, seq, outbox_id, day)
  SELECT r.stream, r.seq, e.id, e.day
  FROM ${events} e, LATERAL (SELECT e.subject::int - 1 AS n) s, LATERAL (VALUES
    ('driver/' || n % $1::int, n / $1::int + 1),
    ('trip/' || n / ${EVENTS_PER_TRIP}, n % ${EVENTS_PER_TRIP} + 1)) r (stream, seq)`;

const INSERT_HEADS = `
  INSERT INTO stream (id, seq)
  SELECT 'driver/' || n, ($1::int - n - 1) / $2::int + 1 FROM generate_series(0, $2::int - 1) n
  UNION ALL
  SELECT 'trip/' || n, least(${EVENTS_PER_TRIP}, $1::int - n * ${EVENTS_PER_TRIP})
  FROM generate_series(0, ($1::int - 1) / ${EVENTS_PER_TRIP}) n`;

/**
 * Writes `events` events of the last days straight into partitions, without the outbox. The
 * indexes of a partition are built before it is attached, which is several times faster.
 *
 * @returns the number of drivers, whose streams are `driver/0`, `driver/1`…
 */
export async function loadHistory(
  client: Client,
  events: number,
  progress: (text: string) => void,
): Promise<number> {
  const drivers = Math.ceil(events / EVENTS_PER_STREAM);
  for (let index = 0; index < DAYS; index++) {
    const from = Math.floor((events * index) / DAYS);
    const to = Math.floor((events * (index + 1)) / DAYS);
    await loadDay(client, { daysAgo: DAYS - 1 - index, from, to, drivers });
    progress(`${to.toLocaleString('en')} of ${events.toLocaleString('en')} events`);
  }
  await client.query(INSERT_HEADS, [events, drivers]);
  return drivers;
}

interface Day {
  daysAgo: number;
  /** The events of the day have the numbers after `from` up to `to`. */
  from: number;
  to: number;
  drivers: number;
}

async function loadDay(client: Client, { daysAgo, from, to, drivers }: Day): Promise<void> {
  const { rows } = await client.query<{ day: string; next: string }>(
    `SELECT d::text AS day, (d + 1)::text AS next
     FROM (SELECT (now() AT TIME ZONE 'UTC')::date - $1::int AS d) x`,
    [daysAgo],
  );
  const [{ day, next } = { day: '', next: '' }] = rows;
  const nameOf = (table: string) => `${table}_${day.replaceAll('-', '')}`;
  await client.query('BEGIN');
  for (const table of ['outbox', 'mailbox'] as const) {
    await client.query(`DROP TABLE IF EXISTS ${nameOf(table)}`);
    await client.query(`CREATE TABLE ${nameOf(table)} (LIKE ${table} INCLUDING DEFAULTS)`);
  }
  await client.query(INSERT_EVENTS(nameOf('outbox')), [day, from, to]);
  await client.query(INSERT_DELIVERIES(nameOf('mailbox'), nameOf('outbox')), [drivers]);
  for (const table of ['outbox', 'mailbox'] as const) {
    const [key, ...indexes] = KEYS[table];
    const name = nameOf(table);
    await client.query(`ALTER TABLE ${name} ADD ${key},
      ADD CHECK (day >= '${day}' AND day < '${next}')`);
    for (const index of indexes) await client.query(`CREATE INDEX ON ${name} ${index}`);
    await client.query(
      `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${day}') TO ('${next}')`,
    );
  }
  await client.query('COMMIT');
}
