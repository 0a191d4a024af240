import { createHash, randomBytes } from 'node:crypto';

/** The shape of a token: 256 bits as base64url. */
const TOKEN = /^[\w-]{43}$/;

/**
 * @returns 256 bits of the system's random source, as base64url. A link is only as private as
 *   its token is hard to guess.
 */
export const newShareToken = (): string => randomBytes(32).toString('base64url');

/**
 * @returns the SHA-256 of a token as base64url, which is stored instead of the token. The hash
 *   has no salt: 256 random bits are safe from lookup tables and from trial.
 */
export const hashShareToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/** Whether a text has the shape of a token. The database is asked only for such texts. */
export const isShareToken = (text: string): boolean => TOKEN.test(text);
