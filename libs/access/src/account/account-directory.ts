import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { BatchLoader } from '#platform';

/** A person as a token of an external issuer identifies them. */
export interface ExternalIdentity {
  issuer: string;
  subject: string;
  role: Role;
  name: string;
}

export const DEMO_ISSUER = 'tripstream';

const CACHE_SIZE = 10_000;
/** The most identities in one look-up. */
const MAX_BATCH = 200;

/**
 * Assigns an id to every person. The subject of an external token may be any string, so it cannot
 * be part of a stream id.
 */
@Injectable()
export class AccountDirectory {
  private readonly idByIdentity = new LRUCache<string, string>({ max: CACHE_SIZE });

  private readonly loader = new BatchLoader<ExternalIdentity, string>(
    (identities) => this.load(identities),
    MAX_BATCH,
  );

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
   * Concurrent calls share one look-up, and an account that exists costs no write.
   */
  async findOrCreate(identity: ExternalIdentity): Promise<string> {
    const key = keyOf(identity);
    const known = this.idByIdentity.get(key);
    if (known) return known;
    const id = await this.loader.load(identity);
    this.idByIdentity.set(key, id);
    return id;
  }

  /** @returns the ids in the order of the identities, of which several may be of one person */
  private async load(identities: readonly ExternalIdentity[]): Promise<string[]> {
    const byKey = new Map(identities.map((identity) => [keyOf(identity), identity]));
    const found = await this.find([...byKey.values()]);
    const missing = [...byKey].filter(([key]) => !found.has(key)).map(([, identity]) => identity);
    if (missing.length > 0) {
      await this.insert(missing);
      // Another process may have created the same account meanwhile.
      for (const [key, id] of await this.find(missing)) found.set(key, id);
    }
    return identities.map((identity) => {
      const id = found.get(keyOf(identity));
      if (!id) throw new Error('The account was neither found nor created.');
      return id;
    });
  }

  private async find(identities: readonly ExternalIdentity[]): Promise<Map<string, string>> {
    const rows = await this.transactions.query<{ id: string } & Omit<ExternalIdentity, 'name'>>(
      `SELECT a.id, a.issuer, a.subject, a.role
       FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (issuer, subject, role)
       JOIN account a USING (issuer, subject, role)`,
      columnsOf(identities).slice(0, 3),
    );
    return new Map(rows.map((row) => [keyOf(row), row.id]));
  }

  private async insert(identities: readonly ExternalIdentity[]): Promise<void> {
    await this.transactions.query(
      `INSERT INTO account (issuer, subject, role, name, id)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[])
       ON CONFLICT (issuer, subject, role) DO NOTHING`,
      [...columnsOf(identities), identities.map(() => uuidv7())],
    );
  }
}

const keyOf = ({ issuer, subject, role }: Omit<ExternalIdentity, 'name'>): string =>
  JSON.stringify([issuer, subject, role]);

/** Issuer, subject, role and name, in the order of the key: two inserts can't deadlock then. */
function columnsOf(identities: readonly ExternalIdentity[]): string[][] {
  const sorted = [...identities].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return [
    sorted.map(({ issuer }) => issuer),
    sorted.map(({ subject }) => subject),
    sorted.map(({ role }) => role),
    sorted.map(({ name }) => name),
  ];
}
