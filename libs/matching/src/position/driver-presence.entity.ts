import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A driver's last sign of life. The table is UNLOGGED, so it is empty after a crash of Postgres.
 */
@Entity('driver_presence')
export class DriverPresenceEntity {
  @PrimaryColumn('uuid', { name: 'driver_id' }) driverId!: string;
  /** The time of the driver's last request, by the database's clock. */
  @Column('timestamp with time zone', { name: 'seen_at', precision: 3 }) seenAt!: Date;
}
