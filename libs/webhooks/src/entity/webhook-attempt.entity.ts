import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { WebhookOutcome } from '#contracts';

/** A line of the delivery log. */
@Entity('webhook_attempt')
@Index('webhook_attempt_outcome', ['endpointId', 'outcome', 'id'])
export class WebhookAttemptEntity {
  @PrimaryColumn('uuid', { name: 'endpoint_id' }) endpointId!: string;
  /** A UUIDv7, so that the ids of one endpoint are about in the order of time. */
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'event_id', nullable: true }) eventId!: string | null;
  @Column('text', { name: 'event_type', nullable: true }) eventType!: string | null;
  @Column('smallint') attempt!: number;
  @Column('text') outcome!: WebhookOutcome;
  @Column('smallint', { nullable: true }) status!: number | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('integer', { name: 'duration_ms' }) durationMs!: number;
  @Column('timestamp with time zone', { precision: 3 }) at!: Date;
  @Column('timestamp with time zone', { name: 'next_attempt_at', precision: 3, nullable: true })
  nextAttemptAt!: Date | null;
}
