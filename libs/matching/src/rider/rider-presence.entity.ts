import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A rider's last sign of life while a request of theirs searched for a driver. The table is
 * UNLOGGED, so it is empty after a crash of Postgres.
 */
@Entity('rider_presence')
export class RiderPresenceEntity {
  @PrimaryColumn('uuid', { name: 'rider_id' }) riderId!: string;
  /** The time of the last request, or the last time at which a stream was open. */
  @Column('timestamp with time zone', { name: 'seen_at', precision: 3 }) seenAt!: Date;
  /** The last time at which a stream of the rider was open; null: none was. */
  @Column('timestamp with time zone', { name: 'streamed_at', precision: 3, nullable: true })
  streamedAt!: Date | null;
}
