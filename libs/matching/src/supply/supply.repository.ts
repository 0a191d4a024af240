import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { SilenceLimits } from '../position/silence-limits.js';
import { silentDriverSql } from '../position/silent-driver-sql.js';

/**
 * Drivers on duty who have a position, aren't silent, and have a rider in the car. A ride that
 * has lasted much longer than planned is left out, because its end can't be predicted: a rider
 * whose offer waits for that driver might wait without end. The car of a shared trip may go on to
 * others.
 */
const RIDING = `
  SELECT d.id AS "driverId", p.lat, p.lng, t.dropoff
  FROM trip t JOIN driver d ON d.id = t.driver_id
  JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  WHERE t.status = 'in_progress' AND t.seat IS NULL AND d.availability = 'online'
    AND NOT ${silentDriverSql({ seenAt: 's.seen_at', seconds: '$1', since: '$2' })}
    AND clock_timestamp() < t.started_at
      + make_interval(secs => t.duration_seconds + $3::float8)
  ORDER BY d.id`;

/** A driver who has missed so many offers of a trip is not asked again for it. */
const MAX_MISSED = 3;

/**
 * Drivers who get no offer for a trip now: for good those who declined it or missed it three times,
 * and until the retry those who let an offer expire or didn't receive it (ADR 0034). It costs the
 * offers of these trips. A retry needs no event: while a trip waits, each window reads this anew.
 */
const EXCLUDED = `
  SELECT trip_id AS "tripId", array_agg(driver_id::text) AS "driverIds" FROM (
    SELECT trip_id, driver_id FROM offer
    WHERE trip_id = ANY($1::uuid[]) AND (status IN ('declined', 'expired')
      OR (status = 'revoked' AND reason = 'undelivered'))
    GROUP BY trip_id, driver_id
    HAVING bool_or(status = 'declined') OR count(*) >= ${MAX_MISSED} OR $2::float8 = 0
      OR max(closed_at) > clock_timestamp() - make_interval(secs => $2::float8)) excluded
  GROUP BY trip_id`;

/** A driver with a rider in the car. */
export interface RidingDriver {
  readonly driverId: string;
  readonly position: Position;
  /** The place where they will be free. */
  readonly dropoff: Position;
}

type Located<T> = Omit<T, 'position'> & Position;

/** Reads the drivers who are available soon, and those who get no offer. */
@Injectable()
export class SupplyRepository {
  constructor(
    private readonly limits: SilenceLimits,
    private readonly settings: Settings,
  ) {}

  /**
   * Reads the drivers on a ride, at any distance from the drop-off.
   *
   * @param options `since`: the time from which silence counts for drivers without a presence row,
   *   null: those drivers aren't silent; `lateSeconds`: how long a ride may last beyond its planned
   *   duration
   */
  async findRiding(
    tx: Transaction,
    { since, lateSeconds }: { since: Date | null; lateSeconds: number },
  ): Promise<RidingDriver[]> {
    const parameters = [this.limits.waitingSeconds, since, lateSeconds];
    return (await tx.query<Located<RidingDriver>>(RIDING, parameters)).map(toPositioned);
  }

  /** @returns by trip, the drivers who don't get an offer for it now */
  async findExcluded(tx: Transaction, tripIds: string[]): Promise<Map<string, string[]>> {
    const parameters = [tripIds, this.settings.matching.offerRetrySeconds];
    const rows = await tx.query<{ tripId: string; driverIds: string[] }>(EXCLUDED, parameters);
    return new Map(rows.map(({ tripId, driverIds }) => [tripId, driverIds]));
  }
}

const toPositioned = <T extends Position>({ lat, lng, ...row }: T) => ({
  ...row,
  position: { lat, lng },
});
