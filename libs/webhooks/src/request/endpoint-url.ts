import { isIP } from 'node:net';

/** Ports below it belong to services that are not meant for webhooks, such as mail. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS = new Set(['', '80', '443']);

/** The host of a URL without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Names that lead to this machine without a question to a name service (RFC 6761, section 6.3). */
const LOCAL_NAME = /(^|\.)localhost\.?$/;

/** The numeric address in a URL; null if it has a name. The parser has decoded all spellings. */
export const addressOf = (url: URL): string | null => {
  if (LOCAL_NAME.test(hostOf(url))) return '127.0.0.1';
  return isIP(hostOf(url)) ? hostOf(url) : null;
};

export const isPlain = ({ protocol }: URL): boolean => protocol === 'http:';

/**
 * Checks what can be checked without asking for addresses.
 *
 * @param allowsPlain whether `http` is possible
 * @returns what is wrong with the URL of an endpoint; null if nothing is
 */
export function findUrlFault(text: string, allowsPlain: boolean): string | null {
  if (!URL.canParse(text) || /\s/.test(text))
    return 'must be a URL, like https://partner.example/hook';
  const url = new URL(text);
  const schemes = allowsPlain ? ['https:', 'http:'] : ['https:'];
  if (!schemes.includes(url.protocol)) return 'must begin with https://';
  if (url.username || url.password) return 'must not contain a user name or a password';
  if (url.hash || text.includes('#')) return 'must not contain a fragment';
  if (!WEB_PORTS.has(url.port) && Number(url.port) < FIRST_FREE_PORT) {
    return `must have the port 443, or one from ${FIRST_FREE_PORT}`;
  }
  return null;
}
