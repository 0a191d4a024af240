import type { ClosingReason } from '#contracts';

/**
 * The status codes by which a WebSocket ends (RFC 6455, section 7.4), for a client that does not
 * read `stream.closing`. 1012 and 1013 are registered at IANA: restart, and try again later. Codes
 * from 4000 on belong to the application; these repeat the status of HTTP.
 */
const closeCodes: Record<ClosingReason, number> = {
  end: 1000,
  max_age: 1001,
  drain: 1012,
  unavailable: 1013,
  limit: 1013,
  slow_consumer: 1013,
  token_expired: 4401,
  revoked: 4403,
  replaced: 4409,
};

/** The status code of a socket that ends for `reason`. */
export const closeCodeOf = (reason: ClosingReason): number => closeCodes[reason];

/** Why the server ends a socket whose client breaks the protocol (RFC 6455, section 7.4.1). */
export const PROTOCOL_BREAK = {
  /** A binary message. */
  unsupported: 1003,
  /** A message that is not what the protocol has, or too many of them. */
  policy: 1008,
} as const;
