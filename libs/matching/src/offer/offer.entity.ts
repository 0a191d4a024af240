import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OfferStatus } from '#contracts';
import type { OfferedRide, OfferState } from '../domain/offer-state.js';

/**
 * An offer. The unique indexes allow one pending offer a driver and one pending exclusive
 * offer a trip (ADR 0005).
 */
@Entity('offer')
@Index('offer_one_pending_per_driver', ['driverId'], {
  unique: true,
  where: `status = 'pending'`,
})
@Index('offer_one_pending_exclusive_per_trip', ['tripId'], {
  unique: true,
  where: `status = 'pending' AND exclusive`,
})
@Index('offer_trip', ['tripId'])
export class OfferEntity implements OfferState {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'trip_id' }) tripId!: string;
  @Column('uuid', { name: 'driver_id' }) driverId!: string;
  @Column('text') status!: OfferStatus;
  @Column('boolean') exclusive!: boolean;
  @Column('jsonb') ride!: OfferedRide;
  @Column('integer', { name: 'pickup_eta_seconds' }) pickupEtaSeconds!: number;
  @Column('integer', { name: 'pickup_distance_meters' }) pickupDistanceMeters!: number;
  @Column('timestamp with time zone', { name: 'created_at', precision: 3 }) createdAt!: Date;
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3 }) expiresAt!: Date;
  @Column('timestamp with time zone', { name: 'acknowledged_at', precision: 3, nullable: true })
  acknowledgedAt!: Date | null;
  @Column('timestamp with time zone', { name: 'closed_at', precision: 3, nullable: true })
  closedAt!: Date | null;
  @Column('text', { nullable: true }) reason!: string | null;
}
