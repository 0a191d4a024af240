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
