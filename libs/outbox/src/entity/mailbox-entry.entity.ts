import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Event number `seq` of a stream. */
@Entity('mailbox')
export class MailboxEntry {
  @PrimaryColumn('text') stream!: string;
  @PrimaryColumn('bigint') seq!: string;

  @Index('mailbox_outbox_id')
  @Column('uuid', { name: 'outbox_id' })
  outboxId!: string;
}
