import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The stored 2xx answer of a command, by the idempotency key that its client chose. */
@Entity('idempotent_answer')
export class IdempotentAnswer {
  @PrimaryColumn('text', { name: 'user_id' }) userId!: string;
  @PrimaryColumn('text') method!: string;
  @PrimaryColumn('text') path!: string;
  @PrimaryColumn('text') key!: string;
  @Column('text', { name: 'body_hash' }) bodyHash!: string;
  @Column('json', { nullable: true }) answer!: unknown;

  @Index('idempotent_answer_created_at')
  @Column('timestamp with time zone', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
