import { SOCKET_TOKEN_PREFIX, type Role } from '#contracts';
import { isWebSocketHandshake, type AccessRequest } from '../request.js';
import { getCookieName } from '../session/session-cookie.js';

export const ALL_ROLES: readonly Role[] = ['rider', 'driver', 'ops'];

/** The token of a request, and whether the browser sent it by itself. */
export interface RequestToken {
  token: string;
  isCookie: boolean;
}

/** The token of a WebSocket, as a subprotocol that the client offers (RFC 6455, section 11.3.4). */
const OFFERED_TOKEN = new RegExp(`(?:^|,)\\s*${SOCKET_TOKEN_PREFIX.replace('.', '\\.')}([^\\s,]+)`);

const findOfferedToken = (
  request: Pick<AccessRequest, 'method' | 'headers'>,
): string | undefined =>
  isWebSocketHandshake(request)
    ? OFFERED_TOKEN.exec(request.headers['sec-websocket-protocol'] ?? '')?.[1]
    : undefined;

/**
 * Finds the token of a request. The header takes precedence over a cookie, which the browser adds
 * without being asked.
 *
 * @param roles the roles whose cookies come first
 * @returns undefined without a token; `malformed` for an `Authorization` of another form
 */
export function findToken(
  request: Pick<AccessRequest, 'method' | 'headers' | 'cookies'>,
  roles: readonly Role[] = ALL_ROLES,
): RequestToken | 'malformed' | undefined {
  const { headers, cookies } = request;
  const { authorization } = headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    return token ? { token, isCookie: false } : 'malformed';
  }
  const offered = findOfferedToken(request);
  if (offered !== undefined) return { token: offered, isCookie: false };
  const cookie = [...roles, ...ALL_ROLES]
    .map((role) => cookies?.[getCookieName(role)])
    .find(Boolean);
  return cookie ? { token: cookie, isCookie: true } : undefined;
}
