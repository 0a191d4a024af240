import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A sandbox driver on duty, so that another process logs the driver off when this one dies. The row
 * goes when the driver ends.
 */
@Entity('sandbox_driver')
export class SandboxDriverEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  /** The process that has the driver moves it on. After it the driver is a left-over one. */
  @Column('timestamp with time zone', { name: 'lease_until' }) leaseUntil!: Date;
}
