import { hash } from 'node:crypto';
import { isShardName } from '#contracts';

/** A token with the hash by which its verification is cached. */
export interface HashedToken {
  token: string;
  hash: string;
  /** The shard that the request names for a token without one (`?shard=`). */
  shard?: string;
}

/**
 * The cache has hashes, so that a memory dump does not contain the tokens. Computed in one call, which
 * makes no object that the garbage collector has to finalize.
 */
export const hashToken = (token: string, shard?: string): HashedToken =>
  shard === undefined
    ? { token, hash: hash('sha256', token, 'base64url') }
    : { token, hash: hash('sha256', `${token} ${shard}`, 'base64url'), shard };

/** The hash of a request's token, computed once for the rate limit and the guard. */
export function hashTokenOf(
  request: { hashedToken?: HashedToken | undefined; query?: unknown },
  token: string,
): HashedToken {
  // The token of the rate limit may be the cookie of another role.
  if (request.hashedToken?.token !== token) {
    const { shard } = (request.query ?? {}) as Record<string, unknown>;
    request.hashedToken = hashToken(token, isShardName(shard) ? shard : undefined);
  }
  return request.hashedToken;
}
