import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A driver's latest position. The table is UNLOGGED, so it is empty after a crash of Postgres. */
@Entity('driver_position')
export class DriverPositionEntity {
  @PrimaryColumn('uuid', { name: 'driver_id' }) driverId!: string;
  @Column('double precision') lat!: number;
  @Column('double precision') lng!: number;
  @Column('double precision', { name: 'heading_degrees', nullable: true }) headingDegrees!:
    number | null;
  @Column('double precision', { name: 'speed_mps', nullable: true }) speedMps!: number | null;
  @Column('timestamp with time zone', { name: 'recorded_at', precision: 3 }) recordedAt!: Date;
  /** The stamp by the phone's clock, unchanged; null until the phone has sent one. */
  @Column('timestamp with time zone', { name: 'device_at', precision: 3, nullable: true })
  deviceAt!: Date | null;
  /** The database's time of the write. `recordedAt` is the time by the phone's clock. */
  @Column('timestamp with time zone', {
    name: 'written_at',
    precision: 3,
    default: () => 'clock_timestamp()',
  })
  writtenAt!: Date;
}
