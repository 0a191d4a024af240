import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { statusesWithDriver, type Position } from '#contracts';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { isSilent } from './silence.js';

const SILENT = isSilent({ seenAt: 's.seen_at', seconds: '$2', since: '$3' });

/** On duty, located, heard of lately, without an offer to answer and without a trip. */
const AVAILABLE = `
  SELECT d.id AS "driverId", p.lat, p.lng
  FROM driver d JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  WHERE d.availability = 'online' AND NOT ${SILENT}
    AND NOT EXISTS (SELECT FROM offer o WHERE o.driver_id = d.id AND o.status = 'pending')
    AND NOT EXISTS (SELECT FROM trip t WHERE t.driver_id = d.id
      AND t.status = ANY($1::text[]))
  ORDER BY d.id`;

/**
 * Who declined a trip, let its offer run out or didn't even receive it: not asked again for it.
 */
const OUT = `
  SELECT trip_id AS "tripId", array_agg(driver_id::text) AS "driverIds"
  FROM offer WHERE trip_id = ANY($1::uuid[]) AND (status IN ('declined', 'expired')
    OR (status = 'revoked' AND reason = 'undelivered'))
  GROUP BY trip_id`;

/** A driver who could be asked. */
export interface IdleDriver {
  readonly driverId: string;
  readonly position: Position;
}

const MAX_REMEMBERED = 50_000;

/** Who could drive. */
@Injectable()
export class SupplyRepository {
  /** One object a driver, moved in place: the travel estimator remembers where it snapped it. */
  private readonly positions = new LRUCache<string, { lat: number; lng: number }>({
    max: MAX_REMEMBERED,
  });

  constructor(private readonly settings: Settings) {}

  /** @param since from when silence counts for who hasn't been seen; else they aren't silent */
  async available(tx: Transaction, since: Date | null = null): Promise<IdleDriver[]> {
    const { driverSilenceSeconds } = this.settings.matching;
    const parameters = [statusesWithDriver, driverSilenceSeconds, since];
    const rows = await tx.query<Position & { driverId: string }>(AVAILABLE, parameters);
    return rows.map(({ driverId, lat, lng }) => {
      const known = this.positions.get(driverId) ?? { lat, lng };
      Object.assign(known, { lat, lng });
      this.positions.set(driverId, known);
      return { driverId, position: known };
    });
  }

  /** By trip, the drivers who are out for it. */
  async out(tx: Transaction, tripIds: string[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ tripId: string; driverIds: string[] }>(OUT, [tripIds]);
    return new Map(rows.map(({ tripId, driverIds }) => [tripId, driverIds]));
  }
}
