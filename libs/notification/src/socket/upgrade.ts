import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The connection of a request that asks for a WebSocket, which its route may take over. */
export interface Upgrade {
  readonly socket: Duplex;
  /** The bytes after the request that were read with it. */
  readonly head: Buffer;
}

/** By request, so that an entry ends with its request. */
const upgrades = new WeakMap<object, Upgrade>();

/** Notes the connection of a request before the request is routed. */
export function noteUpgrade(request: IncomingMessage, upgrade: Upgrade): void {
  upgrades.set(request, upgrade);
}

/**
 * Returns the connection of a request, once: `head` shares its memory with the whole request, which
 * may have a token.
 */
export function takeUpgrade(request: object): Upgrade | undefined {
  const upgrade = upgrades.get(request);
  upgrades.delete(request);
  return upgrade;
}

/** The request line and headers by which a handshake is known. */
interface Handshake {
  method?: string | undefined;
  headers: IncomingMessage['headers'];
}

/**
 * Whether a request begins a WebSocket handshake (RFC 6455, section 4.2.1). Java's HTTP client, among
 * others, asks for `Upgrade: h2c` with every request, which a server ignores (RFC 9110, section 7.8).
 */
export const isWebSocketHandshake = ({ method, headers }: Handshake): boolean =>
  headers.upgrade !== undefined && method === 'GET' && /^websocket$/i.test(headers.upgrade.trim());
