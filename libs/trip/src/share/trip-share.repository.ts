import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Transactions, type Transaction } from '#database';
import type { ShareEnd } from '#access';
import { TripShareEntity } from './trip-share.entity.js';

/** A link that is good now. */
export interface ValidShare {
  id: string;
  /** Until it expires, by the database's clock. */
  secondsLeft: number;
}

/** Share links in the database. */
@Injectable()
export class TripShareRepository {
  constructor(private readonly transactions: Transactions) {}

  /**
   * @param limit links of a trip that are good at a time; the oldest beyond it ends, so that
   *   nobody can fill the table
   */
  async add(tx: Transaction, share: TripShareEntity, limit: number): Promise<void> {
    await tx.manager.insert(TripShareEntity, share);
    await tx.query(
      `UPDATE trip_share SET revoked_at = $3 WHERE trip_id = $1 AND revoked_at IS NULL
         AND id NOT IN (SELECT id FROM trip_share WHERE trip_id = $1 AND revoked_at IS NULL
                        ORDER BY created_at DESC, id DESC LIMIT $2)`,
      [share.tripId, limit, share.createdAt],
    );
  }

  /** All links of a trip. */
  async revoke(tx: Transaction, tripId: string, at: Date): Promise<void> {
    await tx.manager.update(TripShareEntity, { tripId, revokedAt: IsNull() }, { revokedAt: at });
  }

  async findValid(tripId: string, tokenHash: string): Promise<ValidShare | null> {
    const [row] = await this.transactions.query<ValidShare>(
      `SELECT id, extract(epoch FROM expires_at - now())::float8 AS "secondsLeft"
       FROM trip_share
       WHERE token_hash = $2 AND trip_id = $1 AND revoked_at IS NULL AND expires_at > now()`,
      [tripId, tokenHash],
    );
    return row ?? null;
  }

  /** Which of these are good no more. One that was swept away counts as revoked. */
  async findEnded(ids: readonly string[]): Promise<Map<string, ShareEnd>> {
    const rows = await this.transactions.query<{ id: string; how: ShareEnd }>(
      `SELECT asked.id, CASE WHEN s.expires_at <= now() AND s.revoked_at IS NULL
                             THEN 'token_expired' ELSE 'revoked' END AS how
       FROM unnest($1::uuid[]) asked (id) LEFT JOIN trip_share s ON s.id = asked.id
       WHERE s.id IS NULL OR s.revoked_at IS NOT NULL OR s.expires_at <= now()`,
      [ids],
    );
    return new Map(rows.map(({ id, how }) => [id, how]));
  }

  /** Forgets links that ended more than a day ago. */
  async sweep(): Promise<void> {
    await this.transactions.query(
      `DELETE FROM trip_share WHERE least(expires_at, revoked_at) < now() - interval '1 day'`,
    );
  }
}
