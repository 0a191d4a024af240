import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RouteStop } from '#contracts';
import type { DriverRouteState, RouteRide } from '../domain/driver-route.js';

/**
 * The shared trips and stops of a driver. A driver has one row at most, from the first shared trip
 * on, so the number of drivers bounds the table.
 */
@Entity('driver_route')
@Index('driver_route_open', ['driverId'], { where: `stops <> '[]'::jsonb` })
export class DriverRouteEntity implements DriverRouteState {
  @PrimaryColumn('uuid', { name: 'driver_id' }) driverId!: string;
  @Column('integer') version!: number;
  @Column('jsonb') rides!: RouteRide[];
  @Column('jsonb') stops!: RouteStop[];
}
