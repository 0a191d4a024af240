import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A committed event, once, whoever gets it. */
@Entity('outbox')
export class OutboxEntry {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') type!: string;
  @Column('text') subject!: string;

  /** When it was appended, by the database's clock; what its retention counts from. */
  @Index('outbox_time')
  @Column('timestamp with time zone', { precision: 3 })
  time!: Date;

  /** The whole CloudEvent, in the very bytes that clients get. */
  @Column('json') event!: unknown;

  /** The transaction that wrote it: what the tail's snapshots are compared with (ADR 0002). */
  @Index('outbox_xid')
  @Column('xid8' as 'text', { default: () => 'pg_current_xact_id()' })
  xid!: string;
}
