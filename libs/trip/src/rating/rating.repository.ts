import { Injectable } from '@nestjs/common';
import { isUniqueViolation, type Transaction } from '#database';
import { DomainError } from '#platform';
import { RatingEntity } from './rating.entity.js';

/** What people thought of each other. */
@Injectable()
export class RatingRepository {
  /** Mean stars to one decimal, or null when nobody has rated this person. */
  async findAverage(tx: Transaction, userId: string): Promise<number | null> {
    const [row] = await tx.query<{ average: number | null }>(
      'SELECT round(avg(stars), 1)::float8 AS average FROM rating WHERE ratee_id = $1',
      [userId],
    );
    return row?.average ?? null;
  }

  /** @throws DomainError RATING_ALREADY_GIVEN */
  async add(tx: Transaction, rating: Omit<RatingEntity, 'createdAt'>): Promise<void> {
    try {
      await tx.manager.insert(RatingEntity, rating);
    } catch (error) {
      // The primary key is the law: once each, also for two requests at the same time.
      if (!isUniqueViolation(error, 'rating_pkey')) throw error;
      throw new DomainError('RATING_ALREADY_GIVEN', 'A rating is given once and stays.');
    }
  }
}
