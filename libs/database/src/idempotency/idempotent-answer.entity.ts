import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ExpiryRule } from '../expiry/expiry-rule.js';

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

/** A retry gets the stored answer for 24 hours. */
export const answerExpiry: ExpiryRule = {
  table: 'idempotent_answer',
  endedAt: 'created_at',
  keepSeconds: 86_400,
};
