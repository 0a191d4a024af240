import type { IncomingHttpHeaders } from 'node:http';
import { SOCKET_PROTOCOL } from '#contracts';
import { DomainError } from '#platform';

/** The version of the protocol (RFC 6455, section 4.1). */
const VERSION = '13';

/** The text of 16 bytes in base64 (RFC 6455, section 4.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/**
 * Refuses a handshake that this server can't complete, by a status and a problem document.
 *
 * @throws DomainError MALFORMED_REQUEST
 */
export function requireHandshake(headers: IncomingHttpHeaders): void {
  if (headers['sec-websocket-version'] !== VERSION) refuse(`Sec-WebSocket-Version: ${VERSION}`);
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) refuse('a Sec-WebSocket-Key of 16 bytes');
  if (!listProtocols(headers).includes(SOCKET_PROTOCOL)) {
    refuse(`Sec-WebSocket-Protocol: ${SOCKET_PROTOCOL}`);
  }
}

/** The subprotocols that the client offers (RFC 6455, section 11.3.4). */
const listProtocols = (headers: IncomingHttpHeaders): string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());

function refuse(what: string): never {
  throw new DomainError('MALFORMED_REQUEST', `Send ${what} to open a WebSocket.`);
}
