import { Injectable } from '@nestjs/common';
import { isUniqueViolation, type Transaction } from '#database';
import { DomainError } from '#platform';
import { RatingEntity } from './rating.entity.js';

/** Ratings of riders and drivers in the database. */
@Injectable()
export class RatingRepository {
  /** @returns the mean of the stars to one decimal; null when the user has no rating yet */
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
      // The primary key guarantees one rating a side, also when two requests race.
      if (!isUniqueViolation(error, 'rating_pkey')) throw error;
      throw new DomainError('RATING_ALREADY_GIVEN', 'A rating is given once and stays.');
    }
  }
}
