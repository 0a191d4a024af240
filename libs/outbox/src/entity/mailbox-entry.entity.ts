import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Says which event has the number `seq` in a stream. */
@Entity('mailbox')
export class MailboxEntry {
  @PrimaryColumn('text') stream!: string;
  @PrimaryColumn('bigint') seq!: string;

  /** The partition: that of its event. */
  @PrimaryColumn('date', { default: () => `((now() AT TIME ZONE 'UTC'))` })
  day!: string;

  @Index('mailbox_outbox_id')
  @Column('uuid', { name: 'outbox_id' })
  outboxId!: string;
}
