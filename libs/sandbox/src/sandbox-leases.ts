import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#database';

/** A driver whose process has died. */
export interface LeftOverDriver {
  id: string;
  name: string;
}

/** A process renews its leases more often than this, and another one takes those that lapsed. */
const LEASE_SECONDS = 12;
/** The most left-over drivers that a process takes at a time. */
const MAX_LEFT_OVER = 20;

const LEASE = `clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;

/** Which sandbox drivers are on duty, and until when their process has them. */
@Injectable()
export class SandboxLeases {
  constructor(private readonly transactions: Transactions) {}

  async begin(tx: Transaction, { id, name }: LeftOverDriver): Promise<void> {
    await tx.query(`INSERT INTO sandbox_driver (id, name, lease_until) VALUES ($1, $2, ${LEASE})`, [
      id,
      name,
    ]);
  }

  /** @returns the ids whose lease this process still has */
  async renew(ids: readonly string[]): Promise<string[]> {
    const rows = await this.transactions.query<{ id: string }>(
      `UPDATE sandbox_driver SET lease_until = ${LEASE} WHERE id = ANY($1::uuid[]) RETURNING id`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes drivers whose lease has lapsed. No other process gets the same ones. */
  takeLapsed(): Promise<LeftOverDriver[]> {
    return this.transactions.query<LeftOverDriver>(
      `UPDATE sandbox_driver SET lease_until = ${LEASE} WHERE id IN (
         SELECT id FROM sandbox_driver WHERE lease_until < clock_timestamp()
         LIMIT ${MAX_LEFT_OVER} FOR UPDATE SKIP LOCKED)
       RETURNING id, name`,
    );
  }

  async end(id: string): Promise<void> {
    await this.transactions.query('DELETE FROM sandbox_driver WHERE id = $1', [id]);
  }
}
