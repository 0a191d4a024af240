import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Money, Position } from '#contracts';

/** A price that holds until `expiresAt`, for one trip of one rider. */
@Entity('quote')
export class QuoteEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'rider_id' }) riderId!: string;
  @Column('jsonb') pickup!: Position;
  @Column('jsonb') dropoff!: Position;
  @Column('text', { name: 'pickup_name', nullable: true }) pickupName!: string | null;
  @Column('text', { name: 'dropoff_name', nullable: true }) dropoffName!: string | null;
  @Column('jsonb') fare!: Money;
  /** The fare of a shared ride; null where that is not offered. */
  @Column('jsonb', { name: 'shared_fare', nullable: true }) sharedFare!: Money | null;
  @Column('integer', { name: 'distance_meters' }) distanceMeters!: number;
  @Column('integer', { name: 'duration_seconds' }) durationSeconds!: number;
  @Column('integer', { name: 'pickup_eta_seconds', nullable: true }) pickupEtaSeconds!:
    number | null;
  @Index('quote_expires_at')
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3 })
  expiresAt!: Date;
  /** The trip that used the quote; null while the quote is unused. */
  @Column('uuid', { name: 'trip_id', nullable: true }) tripId!: string | null;
}
