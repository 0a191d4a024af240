import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WebhookPauseReason, WebhookState } from '#contracts';

/** An endpoint of a partner, and how far its delivery has got. */
@Entity('webhook_endpoint')
export class WebhookEndpointEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') url!: string;
  @Column('text', { array: true }) events!: string[];
  @Column('text') description!: string;
  @Column('text') state!: WebhookState;
  @Column('text', { name: 'pause_reason', nullable: true })
  pauseReason!: WebhookPauseReason | null;
  @Column('timestamp with time zone', { name: 'paused_at', precision: 3, nullable: true })
  pausedAt!: Date | null;

  /** The secret that signs, sealed. */
  @Column('text') secret!: string;
  /** The secret before a rotation, sealed. It signs too, for a while. */
  @Column('text', { name: 'previous_secret', nullable: true })
  previousSecret!: string | null;
  @Column('timestamp with time zone', {
    name: 'previous_secret_until',
    precision: 3,
    nullable: true,
  })
  previousSecretUntil!: Date | null;

  /** The position up to which events were taken into the window. */
  @Column('text') position!: string;
  @Column('date', { name: 'from_day' }) fromDay!: string;
  /** Every event that had committed at this time is behind the position. */
  @Column('timestamp with time zone', { name: 'position_at', precision: 3 })
  positionAt!: Date;
  /** Events before it are left out, after a start at a time. */
  @Column('timestamp with time zone', { precision: 3, nullable: true })
  since!: Date | null;
  /** The database to which the position belongs. */
  @Column('text') place!: string;
  /** Rises when the position is set back, which makes the window of before void. */
  @Column('integer', { default: 1 }) generation!: number;
  /** The number of the next event in the window. */
  @Column('bigint', { name: 'next_number', default: 1 }) nextNumber!: string;
  @Column('timestamp with time zone', { name: 'history_lost_at', precision: 3, nullable: true })
  historyLostAt!: Date | null;
  @Column('timestamp with time zone', { name: 'created_at', precision: 3 })
  createdAt!: Date;

  /** The process that delivers, until `leasedUntil`. */
  @Column('uuid', { nullable: true }) owner!: string | null;
  @Column('timestamp with time zone', { name: 'leased_until', precision: 3, nullable: true })
  leasedUntil!: Date | null;
  /** Rises with each owner, so that a process that lost its lease writes nothing. */
  @Column('bigint', { default: 0 }) fence!: string;
}
