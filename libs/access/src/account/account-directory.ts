import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '#contracts';
import { Transactions, type Transaction } from '#database';

/** The person a token of an outside issuer speaks of. */
export interface ExternalIdentity {
  issuer: string;
  subject: string;
  role: Role;
  name: string;
}

export const DEMO_ISSUER = 'tripstream';

const CACHE_SIZE = 10_000;

/**
 * Gives every person an id of ours. An outside subject may be any string, so it can't
 * serve in stream ids and cursors.
 */
@Injectable()
export class AccountDirectory {
  private readonly known = new LRUCache<string, string>({ max: CACHE_SIZE });

  constructor(private readonly transactions: Transactions) {}

  /** A new person of the demo issuer. */
  async create(tx: Transaction, role: Role, name: string): Promise<string> {
    const id = uuidv7();
    await tx.query(
      'INSERT INTO account (id, role, name, issuer, subject) VALUES ($1, $2, $3, $4, $5)',
      [id, role, name, DEMO_ISSUER, id],
    );
    return id;
  }

  /** Our id for an outside identity: the same one in every process, made at first sight. */
  async findOrCreate(identity: ExternalIdentity): Promise<string> {
    const { issuer, subject, role, name } = identity;
    const key = JSON.stringify([issuer, subject, role]);
    const known = this.known.get(key);
    if (known) return known;
    const [row] = await this.transactions.query<{ id: string }>(
      `INSERT INTO account (id, role, name, issuer, subject) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (issuer, subject, role) DO UPDATE SET name = excluded.name RETURNING id`,
      [uuidv7(), role, name, issuer, subject],
    );
    if (!row) throw new Error('The account was neither found nor made.');
    this.known.set(key, row.id);
    return row.id;
  }
}
