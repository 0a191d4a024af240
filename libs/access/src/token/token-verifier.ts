import { errors } from 'jose';
import { createHash } from 'node:crypto';
import { DomainError } from '#platform';
import type { Principal } from '../principal.js';

/** Verifies a bearer token and returns its principal. Each AUTH_MODE has one implementation. */
export abstract class TokenVerifier {
  /** How long the result may be cached, in milliseconds. */
  abstract readonly cacheMs: number;

  /**
   * @param shard the shard that the request names, which counts in a gateway only, and for a token
   *   that names none
   * @throws DomainError UNAUTHENTICATED or TOKEN_EXPIRED; the error does not name the failed check.
   *   WRONG_SHARD for a token of another shard
   */
  abstract verify(token: string, shard?: string): Promise<Principal>;
}

/** A usable `jti`: printable ASCII, at most 128 characters. */
const JTI = /^[\x21-\x7e]{1,128}$/;

/**
 * Returns the id by which a token is revoked: its `jti` (RFC 7519, section 4.1.7), or else a hash
 * of the signed part. The hash leaves out the signature: base64url has spare bits, and some
 * algorithms have several valid signatures, so a revoked token could return in another spelling.
 */
export function deriveTokenId(token: string, jti: unknown): string {
  if (typeof jti === 'string' && JTI.test(jti)) return jti;
  const signed = token.slice(0, token.lastIndexOf('.'));
  return `sha256:${createHash('sha256').update(signed).digest('base64url')}`;
}

/** Converts an error of jose. The result leaves out the reason, which would help only a forger. */
export function toAuthenticationError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return new DomainError('TOKEN_EXPIRED', 'Get a new token and try again.');
  }
  if (error instanceof errors.JOSEError) {
    return new DomainError('UNAUTHENTICATED', 'The token is not valid here. Get a new one.');
  }
  return error;
}
