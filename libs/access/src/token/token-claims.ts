import { decodeJwt, type JWTPayload } from 'jose';
import { createHash } from 'node:crypto';
import { isShardName } from '#contracts';
import { DomainError } from '#platform';

/** What a token says before its signature is verified. It decides who verifies it, and no more. */
export interface TokenClaims {
  /** The shard of the person; undefined for a token of an issuer that knows no shards. */
  shard: string | undefined;
  /** Names the person in the directory of homes (`hashPerson`). */
  person: string;
}

/**
 * Reads the claims of a token that is not verified yet.
 *
 * @throws DomainError UNAUTHENTICATED for a text that is no JWT, and for a `shard` that is no name
 */
export function readTokenClaims(token: string): TokenClaims {
  const { iss, sub, shard } = decode(token);
  if (shard !== undefined && !isShardName(shard)) throw notValidHere();
  return { shard, person: hashPerson(String(iss), String(sub)) };
}

/**
 * @returns a hash of the issuer and the subject, which together name a person (OpenID Connect Core,
 *   section 2). Both may be any text, and neither is needed elsewhere.
 */
export const hashPerson = (issuer: string, subject: string): string =>
  createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('base64url');

function decode(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw notValidHere();
  }
}

const notValidHere = (): DomainError =>
  new DomainError('UNAUTHENTICATED', 'The token is not valid here. Get a new one.');
