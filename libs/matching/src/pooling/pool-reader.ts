import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import type { DriverRouteState } from '#trip';
import { SilenceLimits } from '../position/silence-limits.js';
import { silentDriverSql } from '../position/silent-driver-sql.js';

/** The most cars with shared trips of one window; those of later ids get no further trip in it. */
const MAX_CARS = 2_000;

/**
 * Drivers on duty with shared trips and a free seat, who have a position, no offer, and aren't
 * silent. It costs the drivers who have shared trips now.
 */
const CARS = `
  SELECT r.driver_id AS "driverId", r.version, r.rides, r.stops, p.lat, p.lng,
    EXISTS (SELECT FROM trip t WHERE t.id = (r.stops->0->>'tripId')::uuid
      AND t.status = 'driver_arrived') AS "isWaiting"
  FROM driver_route r JOIN driver d ON d.id = r.driver_id
  JOIN driver_position p ON p.driver_id = r.driver_id
  LEFT JOIN driver_presence s ON s.driver_id = r.driver_id
  WHERE r.stops <> '[]'::jsonb AND jsonb_array_length(r.rides) < $3
    AND d.availability = 'online'
    AND NOT EXISTS (SELECT FROM offer o WHERE o.driver_id = d.id AND o.status = 'pending')
    AND NOT ${silentDriverSql({ seenAt: 's.seen_at', seconds: '$1', since: '$2' })}
  ORDER BY r.driver_id LIMIT ${MAX_CARS}`;

/** A car with shared trips that can take another one. */
export interface PoolCar extends DriverRouteState {
  readonly position: Position;
  /** The driver has arrived at the first stop and waits for its rider. */
  readonly isWaiting: boolean;
}

type Row = DriverRouteState & Position & { isWaiting: boolean };

/** Reads the cars that a shared trip could join. */
@Injectable()
export class PoolReader {
  constructor(private readonly limits: SilenceLimits) {}

  /**
   * @param options `seats`: the most trips of a driver; `since`: the time from which silence counts
   *   for drivers without a presence row
   */
  async read(
    tx: Transaction,
    { seats, since }: { seats: number; since: Date | null },
  ): Promise<PoolCar[]> {
    const rows = await tx.query<Row>(CARS, [this.limits.waitingSeconds, since, seats]);
    return rows.map(({ lat, lng, ...car }) => ({ ...car, position: { lat, lng } }));
  }
}
