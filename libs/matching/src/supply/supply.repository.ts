import { Injectable } from '@nestjs/common';
import { statusesWithDriver, type Position } from '#contracts';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { silentDriverSql } from '../position/silent-driver-sql.js';

/** On duty, located, heard of lately, without an offer to answer and without a trip. */
const AVAILABLE = `
  SELECT d.id AS "driverId", p.lat, p.lng
  FROM driver d JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  WHERE d.availability = 'online'
    AND NOT ${silentDriverSql({ seenAt: 's.seen_at', seconds: '$2', since: '$3' })}
    AND NOT EXISTS (SELECT FROM offer o WHERE o.driver_id = d.id AND o.status = 'pending')
    AND NOT EXISTS (SELECT FROM trip t WHERE t.driver_id = d.id
      AND t.status = ANY($1::text[]))
  ORDER BY d.id`;

/**
 * On duty, located, heard of lately, with a rider in the car. A ride that has lasted much
 * longer than planned isn't counted on: nobody knows when it ends, and a rider who is held
 * back for it would be for ever.
 */
const RIDING = `
  SELECT d.id AS "driverId", p.lat, p.lng, t.dropoff
  FROM trip t JOIN driver d ON d.id = t.driver_id
  JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  WHERE t.status = 'in_progress' AND d.availability = 'online'
    AND NOT ${silentDriverSql({ seenAt: 's.seen_at', seconds: '$1', since: '$2' })}
    AND clock_timestamp() < t.started_at
      + make_interval(secs => t.duration_seconds + $3::float8)
  ORDER BY d.id`;

/**
 * Who declined a trip, let its offer run out or didn't even receive it: not asked again for it.
 */
const EXCLUDED = `
  SELECT trip_id AS "tripId", array_agg(driver_id::text) AS "driverIds"
  FROM offer WHERE trip_id = ANY($1::uuid[]) AND (status IN ('declined', 'expired')
    OR (status = 'revoked' AND reason = 'undelivered'))
  GROUP BY trip_id`;

/** A driver who could be asked. */
export interface IdleDriver {
  readonly driverId: string;
  readonly position: Position;
}

/** A driver with a rider in the car. */
export interface RidingDriver extends IdleDriver {
  /** Where they will be free. */
  readonly dropoff: Position;
}

type Located<T> = Omit<T, 'position'> & Position;

/** Who could drive, now or soon. */
@Injectable()
export class SupplyRepository {
  constructor(private readonly settings: Settings) {}

  /** @param since from when silence counts for who hasn't been seen; else they aren't silent */
  async findAvailable(tx: Transaction, since: Date | null = null): Promise<IdleDriver[]> {
    const parameters = [statusesWithDriver, this.silenceSeconds, since];
    return (await tx.query<Located<IdleDriver>>(AVAILABLE, parameters)).map(toPositioned);
  }

  /**
   * Drivers on a ride that may end soon, wherever they are.
   * @param options `since` as in `available`; how far a ride may be behind its plan
   */
  async findRiding(
    tx: Transaction,
    { since, lateSeconds }: { since: Date | null; lateSeconds: number },
  ): Promise<RidingDriver[]> {
    const parameters = [this.silenceSeconds, since, lateSeconds];
    return (await tx.query<Located<RidingDriver>>(RIDING, parameters)).map(toPositioned);
  }

  /** By trip, the drivers who are out for it. */
  async findExcluded(tx: Transaction, tripIds: string[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ tripId: string; driverIds: string[] }>(EXCLUDED, [tripIds]);
    return new Map(rows.map(({ tripId, driverIds }) => [tripId, driverIds]));
  }

  private get silenceSeconds(): number {
    return this.settings.matching.driverSilenceSeconds;
  }
}

const toPositioned = <T extends Position>({ lat, lng, ...row }: T) => ({
  ...row,
  position: { lat, lng },
});
