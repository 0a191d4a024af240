import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import { Transactions } from '#database';

const WITHIN_SECONDS = 3600;
/** Of a busier hour the last requests, which tell the most. */
const MAX_REQUESTS = 10_000;

/** By id, since no index has the time: ids are UUIDv7, so they begin with their milliseconds. */
const RECENT = `
  SELECT id AS "tripId", pickup, requested_at AS "requestedAt" FROM trip
  WHERE id >= (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint
    - $1::bigint * 1000), 12, '0') || repeat('0', 20))::uuid
  ORDER BY id DESC LIMIT $2`;

/** Somebody asked for a ride. */
export interface RideRequest {
  readonly tripId: string;
  readonly pickup: Position;
  /** By the database's clock. */
  readonly requestedAt: Date;
}

/** What was asked for in the last hour, whatever became of it. */
@Injectable()
export class RecentRequests {
  constructor(private readonly transactions: Transactions) {}

  /**
   * @returns in the order of time; at most 10,000
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async read(): Promise<RideRequest[]> {
    const rows = await this.transactions.query<RideRequest>(RECENT, [WITHIN_SECONDS, MAX_REQUESTS]);
    return rows.sort((a, b) => a.requestedAt.getTime() - b.requestedAt.getTime());
  }
}
