import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#database';
import { DomainError } from '#platform';
import { RevocationSource, type Revocations, type TokenReference } from './revocation-source.js';

/**
 * Reads the new revocations, the newest $2 of them at most, and the database's time even if there
 * are none. Those of long expired tokens are left out, whose refusal needs no revocation; the clocks
 * may differ by an hour.
 */
const NEW_REVOCATIONS = `SELECT extract(epoch FROM now())::float8 AS now,
    r.token_id AS "tokenId", r.expires_at AS "expiresAt"
  FROM (SELECT to_timestamp($1::float8) AS since) poll
  LEFT JOIN LATERAL (
    SELECT * FROM revoked_token
    WHERE revoked_at > poll.since AND expires_at > now() - interval '1 hour'
    ORDER BY revoked_at DESC LIMIT $2
  ) r ON true
  ORDER BY r.revoked_at`;

const FIND_REVOKED = 'SELECT FROM revoked_token WHERE token_id = $1';

type RevocationRow = { now: number } & (TokenReference | { tokenId: null; expiresAt: null });

/** The revocations in the database of this process. */
@Injectable()
export class RevocationTable extends RevocationSource {
  constructor(private readonly transactions: Transactions) {
    super();
  }

  async readSince(since: number, limit: number): Promise<Revocations> {
    const rows = await this.transactions.query<RevocationRow>(NEW_REVOCATIONS, [since, limit + 1]);
    const tokens = rows.flatMap(({ tokenId, expiresAt }) =>
      tokenId === null ? [] : [{ tokenId, expiresAt }],
    );
    const isComplete = tokens.length <= limit;
    return { readAt: rows[0]?.now ?? since, tokens: tokens.slice(-limit), isComplete };
  }

  async isRevoked(tokenId: string): Promise<boolean> {
    return (await this.transactions.query(FIND_REVOKED, [tokenId])).length > 0;
  }

  /**
   * @param requireAllowed checks in the same transaction whether the token may be revoked
   * @throws DomainError DATABASE_UNAVAILABLE, and every error of `requireAllowed`; the token is
   *   still valid then
   */
  async insert(
    { tokenId, expiresAt }: TokenReference,
    requireAllowed: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await this.transactions.run(async (tx) => {
      await requireAllowed(tx);
      await tx.query(
        `INSERT INTO revoked_token (token_id, expires_at) VALUES ($1, $2)
         ON CONFLICT (token_id) DO NOTHING`,
        [tokenId, expiresAt],
      );
    });
  }

  /**
   * Checks the token of a command that must not follow a log-out. Its request was authenticated
   * before the log-out committed, or by a process that learns of it two seconds later.
   *
   * @throws DomainError UNAUTHENTICATED
   */
  async requireValid(tx: Transaction, { tokenId }: Pick<TokenReference, 'tokenId'>): Promise<void> {
    const found = await tx.query(FIND_REVOKED, [tokenId]);
    if (found.length > 0) throw new DomainError('UNAUTHENTICATED', 'You have logged out.');
  }
}
