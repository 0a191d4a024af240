import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a rider gave the driver on top of the fare. A trip has one tip at most. */
@Entity('tip')
@Index('tip_driver', ['driverId', 'createdAt'])
export class TipEntity {
  @PrimaryColumn('uuid', { name: 'trip_id' }) tripId!: string;
  @Column('uuid', { name: 'driver_id' }) driverId!: string;
  /** In the minor unit of the currency. */
  @Column('integer') amount!: number;
  /** ISO 4217. */
  @Column('text') currency!: string;
  @Column('timestamp with time zone', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
