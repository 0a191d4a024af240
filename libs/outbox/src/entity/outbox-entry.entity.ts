import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A committed event. It is stored once for all the streams that carry it. */
@Entity('outbox')
export class OutboxEntry {
  @PrimaryColumn('uuid') id!: string;

  /** The day of the append by UTC, which is the partition (ADR 0018). */
  @PrimaryColumn('date', { default: () => `((now() AT TIME ZONE 'UTC'))` })
  day!: string;

  @Column('text') type!: string;
  @Column('text') subject!: string;

  /** When the event was appended, by the database's clock. The retention counts from here. */
  @Index('outbox_time')
  @Column('timestamp with time zone', { precision: 3 })
  time!: Date;

  /** The whole CloudEvent, in exactly the bytes that clients get. */
  @Column('json') event!: unknown;

  /** The span of the append (W3C Trace Context); null unless the command's trace is sampled. */
  @Column('text', { nullable: true })
  traceparent!: string | null;

  /** The transaction that wrote the event. The tail compares it with its snapshots (ADR 0002). */
  @Index('outbox_xid')
  @Column('xid8' as 'text', { default: () => 'pg_current_xact_id()' })
  xid!: string;
}
