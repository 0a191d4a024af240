import type { ExpiryRule } from '#database';
import { Account } from './account/account.entity.js';
import { Home } from './home/home.entity.js';
import { RevokedToken } from './token/revoked-token.entity.js';
import { SigningKey } from './token/signing-key.entity.js';

/** The tables of this library, for the module that opens the database. */
export const accessEntities = [Account, Home, RevokedToken, SigningKey];

/**
 * A revocation outlives its token by a day: tokens expire by the clock of a process, which may
 * differ from the clock of the database.
 */
export const accessExpiryRules: ExpiryRule[] = [
  { table: 'revoked_token', endedAt: 'expires_at', keepSeconds: 86_400 },
];
