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
