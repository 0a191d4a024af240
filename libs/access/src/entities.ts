import { Account } from './account/account.entity.js';
import { RevokedToken } from './token/revoked-token.entity.js';
import { SigningKey } from './token/signing-key.entity.js';

/** The tables of this library, for the module that opens the database. */
export const accessEntities = [Account, RevokedToken, SigningKey];
