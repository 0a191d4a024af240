import { query } from './outbox-app.js';

/**
 * Writes `count` events into each of the given streams with the numbers 1, 2, 3…, one a
 * millisecond, and the last of them `seconds` old. It writes to the tables directly, without the
 * outbox.
 */
export async function ageHistory(
  url: string,
  streams: string[],
  { count, seconds }: { count: number; seconds: number },
): Promise<void> {
  await query(
    url,
    `WITH aged AS (
       INSERT INTO outbox (id, type, subject, time, event)
       SELECT gen_random_uuid(), 'driver.online', $1 || '/' || n,
         now() - make_interval(secs => $3 + ($2 - n) / 1000.0), '{}'
       FROM generate_series(1, $2::int) n
       RETURNING id, split_part(subject, '/', 3)::int AS seq
     ), heads AS (
       INSERT INTO stream (id, seq) SELECT unnest($4::text[]), $2
     )
     INSERT INTO mailbox (stream, seq, outbox_id)
     SELECT s, seq, id FROM aged, unnest($4::text[]) s`,
    [streams[0], count, seconds, streams],
  );
  await query(url, 'ANALYZE outbox, mailbox, stream');
}
