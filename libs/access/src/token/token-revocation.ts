import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { TokenReference } from './revocation-source.js';
import { RevocationTable } from './revocation-table.js';
import { RevokedTokens } from './revoked-tokens.js';

/** Revokes tokens. */
@Injectable()
export class TokenRevocation {
  constructor(
    private readonly table: RevocationTable,
    private readonly known: RevokedTokens,
  ) {}

  /**
   * Revokes a token: no process accepts it any more.
   *
   * @param requireAllowed checks in the same transaction whether the token may be revoked
   * @throws DomainError DATABASE_UNAVAILABLE, and every error of `requireAllowed`; the token is
   *   still valid then
   */
  async revoke(
    token: TokenReference,
    requireAllowed: (tx: Transaction) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await this.table.insert(token, requireAllowed);
    this.known.add([token]);
  }
}
