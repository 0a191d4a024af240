import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Transactions, type Transaction } from '#database';
import type { ShareEnd } from '#access';
import { TripShareEntity } from './trip-share.entity.js';

/** A link that has neither expired nor been revoked. */
export interface ValidShare {
  id: string;
  /** Seconds until the link expires, by the database's clock. */
  secondsLeft: number;
}

/** A link as the database has it, whether it still opens its trip or not. */
export interface StoredShare {
  tripId: string;
  expiresAt: Date;
  /** By the database's clock; a link that was revoked before it expired counts as revoked. */
  state: 'valid' | 'revoked' | 'expired';
}

/** Share links in the database. */
@Injectable()
export class TripShareRepository {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Adds a link and revokes the oldest ones beyond the limit.
   *
   * @param limit valid links a trip may have at a time. It bounds the table's size.
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

  /** Revokes all links of a trip. */
  async revoke(tx: Transaction, tripId: string, at: Date): Promise<void> {
    await tx.manager.update(TripShareEntity, { tripId, revokedAt: IsNull() }, { revokedAt: at });
  }

  /** @returns null when the link is unknown, belongs to another trip, or has ended */
  async findValid(tripId: string, tokenHash: string): Promise<ValidShare | null> {
    const [row] = await this.transactions.query<ValidShare>(
      `SELECT id, extract(epoch FROM expires_at - now())::float8 AS "secondsLeft"
       FROM trip_share
       WHERE token_hash = $2 AND trip_id = $1 AND revoked_at IS NULL AND expires_at > now()`,
      [tripId, tokenHash],
    );
    return row ?? null;
  }

  /** @returns null for a token that no link has, or whose link was deleted by the sweep */
  async findByToken(tokenHash: string): Promise<StoredShare | null> {
    const [row] = await this.transactions.query<StoredShare>(
      `SELECT trip_id AS "tripId", expires_at AS "expiresAt",
              CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
                   WHEN expires_at <= now() THEN 'expired' ELSE 'valid' END AS state
       FROM trip_share WHERE token_hash = $1`,
      [tokenHash],
    );
    return row ?? null;
  }

  /**
   * Finds the links that have ended. A link that was deleted by the sweep counts as revoked.
   *
   * @returns by link, why it ended; valid links are left out
   */
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
}
