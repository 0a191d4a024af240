import { errors } from 'jose';
import { createHash } from 'node:crypto';
import { DomainError } from '#platform';
import type { Principal } from '../principal.js';

/** Turns a bearer token into who it speaks for. One implementation an AUTH_MODE. */
export abstract class TokenVerifier {
  /** How long a verified token may be believed without a second look, in milliseconds. */
  abstract readonly cacheMs: number;

  /** @throws DomainError UNAUTHENTICATED or TOKEN_EXPIRED; never says which check failed */
  abstract verify(token: string): Promise<Principal>;
}

/** What fits a `jti` of ours, and of anybody reasonable. */
const JTI = /^[\x21-\x7e]{1,128}$/;

/**
 * What a token is revoked by: its `jti` (RFC 7519, section 4.1.7), else a hash of what its
 * signature covers. Not of the signature: base64url has spare bits, and some algorithms more
 * than one valid signature, so that a revoked token could come back in another spelling.
 */
export function deriveTokenId(token: string, jti: unknown): string {
  if (typeof jti === 'string' && JTI.test(jti)) return jti;
  const signed = token.slice(0, token.lastIndexOf('.'));
  return `sha256:${createHash('sha256').update(signed).digest('base64url')}`;
}

/** What jose throws, in our words. The reason isn't told: it would help a forger only. */
export function toAuthenticationError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return new DomainError('TOKEN_EXPIRED', 'Get a new token and try again.');
  }
  if (error instanceof errors.JOSEError) {
    return new DomainError('UNAUTHENTICATED', 'The token is not valid here. Get a new one.');
  }
  return error;
}
