import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Availability, Vehicle } from '#contracts';

/** A driver who has set their availability at least once. */
@Entity('driver')
@Index('driver_online', ['id'], { where: `availability = 'online'` })
export class DriverEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') availability!: Availability;
  @Column('jsonb', { nullable: true }) vehicle!: Vehicle | null;
}
