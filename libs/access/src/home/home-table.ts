import { Injectable } from '@nestjs/common';
import { Transactions } from '#database';

/**
 * The directory of homes, in the database of one shard (`DIRECTORY_SHARD`). It has a row for each
 * person who has ever moved, so accounts bound it.
 */
@Injectable()
export class HomeTable {
  constructor(private readonly transactions: Transactions) {}

  /** @returns null for a person who has never moved */
  async find(person: string): Promise<string | null> {
    const rows = await this.transactions.query<{ shard: string }>(
      'SELECT shard FROM home WHERE person = $1',
      [person],
    );
    return rows[0]?.shard ?? null;
  }

  async move(person: string, shard: string): Promise<void> {
    await this.transactions.query(
      `INSERT INTO home (person, shard) VALUES ($1, $2)
       ON CONFLICT (person) DO UPDATE SET shard = $2, moved_at = now()`,
      [person, shard],
    );
  }
}
