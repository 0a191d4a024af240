import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import { Transactions } from '#database';

const WITHIN_SECONDS = 3600;
/** The most requests that are read. Of a busier hour these are the latest ones. */
const MAX_REQUESTS = 10_000;

/**
 * The query selects by id, because no index has the request's time: a UUIDv7 begins with its
 * time in milliseconds.
 */
const RECENT = `
  SELECT id AS "tripId", pickup, requested_at AS "requestedAt" FROM trip
  WHERE id >= (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint
    - $1::bigint * 1000), 12, '0') || repeat('0', 20))::uuid
  ORDER BY id DESC LIMIT $2`;

/** A rider's request for a ride. */
export interface RideRequest {
  readonly tripId: string;
  readonly pickup: Position;
  /** The database's time. */
  readonly requestedAt: Date;
}

/** The ride requests of the last hour, including those of trips that have ended since. */
@Injectable()
export class RecentRequests {
  constructor(private readonly transactions: Transactions) {}

  /**
   * @returns at most 10,000 requests, oldest first
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async read(): Promise<RideRequest[]> {
    const rows = await this.transactions.query<RideRequest>(RECENT, [WITHIN_SECONDS, MAX_REQUESTS]);
    return rows.sort((a, b) => a.requestedAt.getTime() - b.requestedAt.getTime());
  }
}
