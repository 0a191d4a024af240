import { createHash, randomBytes } from 'node:crypto';
import { isShardName } from '#contracts';

/**
 * The shape of a token: the shard with a dot, where there are several, and 128 bits as base64url.
 * Older links have 256 bits.
 */
const TOKEN = /^(?:([^.]+)\.)?(?:[\w-]{22}|[\w-]{43})$/;

/**
 * @param shard named in the token, so that a gateway knows which shard to ask; undefined for none
 * @returns 128 bits of the system's random source, as base64url. A link is only as private as
 *   its token is hard to guess, and people read, type and forward short links more readily.
 */
export const newShareToken = (shard?: string): string =>
  `${shard === undefined ? '' : `${shard}.`}${randomBytes(16).toString('base64url')}`;

/**
 * @returns the SHA-256 of a token as base64url, which is stored instead of the token. The hash
 *   has no salt: 128 random bits are safe from lookup tables and from trial.
 */
export const hashShareToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/** @returns the shard that a token names; undefined for an older one, and for any other text */
export function readShareShard(token: string): string | undefined {
  const [, shard] = TOKEN.exec(token) ?? [];
  return isShardName(shard) ? shard : undefined;
}

/** Whether a text has the shape of a token. The database is asked only for such texts. */
export const isShareToken = (text: string): boolean => {
  const [found, shard] = TOKEN.exec(text) ?? [];
  return found !== undefined && (shard === undefined || isShardName(shard));
};
