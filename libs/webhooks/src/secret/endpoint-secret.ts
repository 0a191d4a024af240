import { randomBytes } from 'node:crypto';

/** Standard Webhooks: a secret has 24 to 64 random bytes, in base64 behind this prefix. */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** @returns a new secret, `whsec_` and 32 random bytes in base64 */
export const createSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/** @returns the key of the HMAC that a secret stands for */
export const decodeSecret = (secret: string): Buffer =>
  Buffer.from(secret.slice(PREFIX.length), 'base64');
