import { createHash, randomBytes } from 'node:crypto';

/** The shape of a token, 128 bits as base64url. Older links have 256 bits. */
const TOKEN = /^(?:[\w-]{22}|[\w-]{43})$/;

/**
 * @returns 128 bits of the system's random source, as base64url. A link is only as private as
 *   its token is hard to guess, and people read, type and forward short links more readily.
 */
export const newShareToken = (): string => randomBytes(16).toString('base64url');

/**
 * @returns the SHA-256 of a token as base64url, which is stored instead of the token. The hash
 *   has no salt: 128 random bits are safe from lookup tables and from trial.
 */
export const hashShareToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/** Whether a text has the shape of a token. The database is asked only for such texts. */
export const isShareToken = (text: string): boolean => TOKEN.test(text);
