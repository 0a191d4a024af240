import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '#contracts';
import { Transactions, type Transaction } from '#database';

/** A person as a token of an external issuer identifies them. */
export interface ExternalIdentity {
  issuer: string;
  subject: string;
  role: Role;
  name: string;
}

export const DEMO_ISSUER = 'tripstream';

const CACHE_SIZE = 10_000;

/**
 * Assigns an id to every person. The subject of an external token may be any string, so it cannot
 * be part of a stream id.
 */
@Injectable()
export class AccountDirectory {
  private readonly idByIdentity = new LRUCache<string, string>({ max: CACHE_SIZE });

  constructor(private readonly transactions: Transactions) {}

  /** Creates an account for a person of the demo issuer, and returns its id. */
  async create(tx: Transaction, role: Role, name: string): Promise<string> {
    const id = uuidv7();
    await tx.query(
      'INSERT INTO account (id, role, name, issuer, subject) VALUES ($1, $2, $3, $4, $5)',
      [id, role, name, DEMO_ISSUER, id],
    );
    return id;
  }

  /**
   * Returns the account id of an external identity. The first request with it creates the account.
   */
  async findOrCreate(identity: ExternalIdentity): Promise<string> {
    const { issuer, subject, role, name } = identity;
    const key = JSON.stringify([issuer, subject, role]);
    const known = this.idByIdentity.get(key);
    if (known) return known;
    const [row] = await this.transactions.query<{ id: string }>(
      `INSERT INTO account (id, role, name, issuer, subject) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (issuer, subject, role) DO UPDATE SET name = excluded.name RETURNING id`,
      [uuidv7(), role, name, issuer, subject],
    );
    if (!row) throw new Error('The account was neither found nor created.');
    this.idByIdentity.set(key, row.id);
    return row.id;
  }
}
