import { hash } from 'node:crypto';

/** A token with the hash by which its verification is cached. */
export interface HashedToken {
  token: string;
  hash: string;
}

/**
 * The cache has hashes, so that a memory dump does not contain the tokens. Computed in one call, which
 * makes no object that the garbage collector has to finalize.
 */
export const hashToken = (token: string): HashedToken => ({
  token,
  hash: hash('sha256', token, 'base64url'),
});

/** The hash of a request's token, computed once for the rate limit and the guard. */
export function hashTokenOf(
  request: { hashedToken?: HashedToken | undefined },
  token: string,
): HashedToken {
  // The token of the rate limit may be the cookie of another role.
  if (request.hashedToken?.token !== token) request.hashedToken = hashToken(token);
  return request.hashedToken;
}
