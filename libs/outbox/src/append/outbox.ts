import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CloudEvent, StreamId } from '#contracts';
import type { Transaction } from '#database';
import { Tracing } from '#platform';
import { OutboxSignal } from '../tail/outbox-signal.js';
import type { AnyNewEvent } from './new-event.js';

/**
 * Appends in one round trip. The heads are locked in the order of their ids and after all other
 * locks, so two appends cannot deadlock on each other. Each head stays locked until the commit, so
 * the numbers of a stream are gapless and in commit order (ADR 0001). The day is read while the
 * heads are locked, so within a stream it never decreases, and dropping the oldest day leaves no gap.
 */
const APPEND = {
  name: 'outbox-append',
  text: `
  WITH incoming AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
      WITH ORDINALITY AS e (id, type, subject, event, position)
  ), routed AS (
    SELECT r.stream, e.id,
      row_number() OVER (PARTITION BY r.stream ORDER BY r.position) AS rank,
      count(*) OVER (PARTITION BY r.stream) AS total
    FROM unnest($5::text[], $6::int[]) AS r (stream, position)
    JOIN incoming e USING (position)
  ), heads AS (
    INSERT INTO stream (id, seq)
    SELECT stream, count(*) FROM routed GROUP BY stream ORDER BY stream
    ON CONFLICT (id) DO UPDATE SET seq = stream.seq + excluded.seq
    RETURNING id, seq
  ), today AS MATERIALIZED (
    SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date AS day FROM (SELECT count(*) FROM heads) h
  ), stored AS (
    INSERT INTO outbox (id, type, subject, time, event, day, traceparent)
    SELECT id, type, subject, $7::timestamptz, event::json, day, $8::text FROM incoming, today
  )
  INSERT INTO mailbox (stream, seq, outbox_id, day)
  SELECT r.stream, h.seq - r.total + r.rank, r.id, day
  FROM routed r JOIN heads h ON h.id = r.stream, today`,
};

/** Locks the heads that no other transaction holds, and returns the others. */
const TRY_LOCK_HEADS = {
  name: 'outbox-try-lock-heads',
  text: `
  WITH locked AS MATERIALIZED (
    SELECT id FROM stream WHERE id = ANY($1::text[]) ORDER BY id
    FOR NO KEY UPDATE SKIP LOCKED
  )
  SELECT id FROM stream WHERE id = ANY($1::text[]) AND id NOT IN (SELECT id FROM locked)`,
};

/**
 * Appends events to the history inside the caller's transaction, so an event exists if and only if
 * the state change that caused it does. This is the only writer of the history. It does not emit:
 * the tail reads the events after the commit.
 */
@Injectable()
export class Outbox {
  constructor(
    private readonly signal: OutboxSignal,
    private readonly tracing: Tracing,
  ) {}

  /**
   * Locks the heads of streams without waiting, for a batch whose append must not wait for one of
   * them. A stream without a head is not held.
   *
   * @returns the streams whose head another transaction holds
   */
  async tryLockHeads(tx: Transaction, streams: readonly StreamId[]): Promise<Set<StreamId>> {
    const ids = [...new Set(streams)];
    const held = await tx.query<{ id: StreamId }>(TRY_LOCK_HEADS, [ids]);
    return new Set(held.map(({ id }) => id));
  }

  /**
   * The statement runs in the round trip of COMMIT, after every other lock has been taken. Must be
   * called once a transaction.
   *
   * @param at the time by the database's clock, which becomes the `time` of the events
   */
  append(tx: Transaction, events: readonly AnyNewEvent[], at: Date): void {
    if (events.length === 0) return;
    const written = events.map((event) => ({ ...event, id: event.id ?? uuidv7() }));
    const routes = written.flatMap(({ streams }, index) =>
      streams.map((stream) => ({ stream, position: index + 1 })),
    );
    const span = this.tracing.startSpan('outbox.append', {
      kind: 'producer',
      origin: 'active',
      attributes: { 'tripstream.event.types': events.map(({ type }) => type).join() },
    });
    tx.sendLast(APPEND, [
      written.map(({ id }) => id),
      written.map(({ type }) => type),
      written.map(({ subject }) => subject),
      written.map((event) => JSON.stringify(toCloudEvent(event, at))),
      routes.map(({ stream }) => stream),
      routes.map(({ position }) => position),
      at,
      span?.traceparent ?? null,
    ]);
    tx.afterCommit(() => {
      span?.end();
      this.signal.wake();
    });
  }
}

/** Every event is serialised once, here. All clients of all its streams get these bytes. */
const toCloudEvent = (event: AnyNewEvent & { id: string }, at: Date): CloudEvent => ({
  specversion: '1.0',
  id: event.id,
  source: '/tripstream',
  type: event.type,
  subject: event.subject,
  time: at.toISOString(),
  data: event.data,
});
