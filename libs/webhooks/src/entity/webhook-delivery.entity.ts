import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event in the window of an endpoint: taken from the history and not delivered yet. */
@Entity('webhook_delivery')
export class WebhookDeliveryEntity {
  @PrimaryColumn('uuid', { name: 'endpoint_id' }) endpointId!: string;
  /** Rises in commit order. */
  @PrimaryColumn('bigint') number!: string;
  @Column('uuid', { name: 'event_id' }) eventId!: string;
  /** The partition of the event. */
  @Column('date') day!: string;
  @Column('text') type!: string;
  /** Events of one subject are delivered one after the other. */
  @Column('text') subject!: string;
  @Column('timestamp with time zone', { name: 'event_at', precision: 3 }) eventAt!: Date;
  /** The attempts that failed since the endpoint was last resumed. */
  @Column('smallint', { default: 0 }) tries!: number;
  @Column('timestamp with time zone', { name: 'next_try_at', precision: 3, nullable: true })
  nextTryAt!: Date | null;
}
