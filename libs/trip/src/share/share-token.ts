import { createHash, randomBytes } from 'node:crypto';

/** 256 bits as base64url. */
const TOKEN = /^[\w-]{43}$/;

/** From the system's random source: a link is as private as its token is hard to guess. */
export const newShareToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token. Unsalted: nothing of 256 random bits can be looked up or tried. */
export const hashShareToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/** So that nothing else is looked up. */
export const isShareToken = (text: string): boolean => TOKEN.test(text);
