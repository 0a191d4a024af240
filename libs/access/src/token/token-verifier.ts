import { errors } from 'jose';
import { DomainError } from '#platform';
import type { Principal } from '../principal.js';

/** Turns a bearer token into who it speaks for. One implementation an AUTH_MODE. */
export abstract class TokenVerifier {
  /** @throws DomainError UNAUTHENTICATED or TOKEN_EXPIRED; never says which check failed */
  abstract verify(token: string): Promise<Principal>;
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
