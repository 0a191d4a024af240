import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { activeStatuses, statusesWithDriver } from '#contracts';
import type { Cancellation, Money, Position, TripDriver, TripRider, TripStatus } from '#contracts';
import type { TripState } from '../domain/trip-state.js';

const TIME = { precision: 3 } as const;
const OPTIONAL_TIME = { precision: 3, nullable: true } as const;

const statusIn = (statuses: readonly TripStatus[]): string =>
  `status IN (${statuses.map((status) => `'${status}'`).join(', ')})`;

/** A trip that its driver has alone takes all seats. */
const alone = `${statusIn(statusesWithDriver)} AND (NOT shared OR seat IS NULL`;

/**
 * The state of a trip. The unique indexes allow one active trip a rider (ADR 0005), and one a seat
 * of a driver (ADR 0053).
 */
@Entity('trip')
@Index('trip_one_active_per_rider', ['riderId'], {
  unique: true,
  where: statusIn(activeStatuses),
})
@Index('trip_one_active_per_driver', ['driverId'], { unique: true, where: `${alone} OR seat = 1)` })
@Index('trip_driver_seat_2', ['driverId'], { unique: true, where: `${alone} OR seat = 2)` })
@Index('trip_driver_seat_3', ['driverId'], { unique: true, where: `${alone} OR seat = 3)` })
@Index('trip_driver_seat_4', ['driverId'], {
  unique: true,
  where: `${alone} OR seat NOT IN (1, 2, 3))`,
})
@Index('trip_with_driver', ['driverId'], { where: statusIn(statusesWithDriver) })
@Index('trip_matching', ['matchingSince'], { where: `status = 'matching'` })
@Index('trip_rider', ['riderId', 'id'])
@Index('trip_driver', ['driverId', 'id'])
export class TripEntity implements TripState {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'rider_id' }) riderId!: string;
  @Column('jsonb') rider!: TripRider;
  @Column('text') status!: TripStatus;
  @Column('integer') version!: number;
  /** The id of `driver`; the indexes need a column of their own. */
  @Column('uuid', { name: 'driver_id', nullable: true }) driverId!: string | null;
  @Column('jsonb', { nullable: true }) driver!: TripDriver | null;
  @Column('jsonb') pickup!: Position;
  @Column('jsonb') dropoff!: Position;
  @Column('text', { name: 'pickup_name', nullable: true }) pickupName!: string | null;
  @Column('text', { name: 'dropoff_name', nullable: true }) dropoffName!: string | null;
  @Column('jsonb') fare!: Money;
  @Column('jsonb', { name: 'cancel_fee' }) cancelFee!: Money;
  @Column('integer', { name: 'distance_meters' }) distanceMeters!: number;
  @Column('integer', { name: 'duration_seconds' }) durationSeconds!: number;
  @Column('text') pin!: string;
  /**
   * Wrong PINs typed by the present driver. No event counts them, so `TripState` has no such field.
   */
  @Column('smallint', { name: 'pin_attempts', default: 0 }) pinAttempts!: number;
  @Column('integer', { name: 'pickup_eta_seconds', nullable: true }) pickupEtaSeconds!:
    number | null;
  @Column('boolean', { default: false }) shared!: boolean;
  @Column('smallint', { nullable: true }) seat!: number | null;
  @Column('uuid', { name: 'excluded_driver_ids', array: true }) excludedDriverIds!: string[];
  @Column('timestamp with time zone', { name: 'matching_since', ...TIME }) matchingSince!: Date;
  @Column('timestamp with time zone', { name: 'matching_deadline', ...TIME })
  matchingDeadline!: Date;
  @Column('timestamp with time zone', { name: 'free_cancel_until', ...OPTIONAL_TIME })
  freeCancelUntil!: Date | null;
  @Column('timestamp with time zone', { name: 'requested_at', ...TIME }) requestedAt!: Date;
  @Column('timestamp with time zone', { name: 'assigned_at', ...OPTIONAL_TIME })
  assignedAt!: Date | null;
  @Column('timestamp with time zone', { name: 'arrived_at', ...OPTIONAL_TIME })
  arrivedAt!: Date | null;
  @Column('timestamp with time zone', { name: 'started_at', ...OPTIONAL_TIME })
  startedAt!: Date | null;
  @Column('timestamp with time zone', { name: 'ended_at', ...OPTIONAL_TIME })
  endedAt!: Date | null;
  @Column('jsonb', { nullable: true }) cancellation!: Cancellation | null;
  @Column('timestamp with time zone', { name: 'driver_silent_since', ...OPTIONAL_TIME })
  driverSilentSince!: Date | null;
  @Column('timestamp with time zone', { name: 'driver_lost_at', ...OPTIONAL_TIME })
  driverLostAt!: Date | null;
}

/** The state of the trip without the two columns that only the row has. */
export function stateOf(row: TripEntity): TripState {
  const { pinAttempts: _pinAttempts, driverId: _driverId, ...state } = row;
  return state;
}
