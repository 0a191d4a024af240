import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { KitOptions } from '../option/kit-options.js';
import type { Trigger } from '../option/trigger.js';

/** The origin of a page that the peers allow, if they know CORS. */
export const PAGE_ORIGIN = 'https://app.example';

/** A running server whose stream the kit checks. */
export interface Peer {
  readonly url: string;
  /** Undefined for a stream that all clients may read. */
  readonly token?: string;
  readonly trigger: Trigger;
  /** A stream that has ended for good. Undefined for a server that has none. */
  readonly ended?: string;
  /** Whether the server is meant for pages of other origins. */
  readonly knowsCors?: boolean;
  stop(): Promise<void>;
}

/** As the command has them by default, with a shorter wait for what never comes. */
const TIMES = { timeoutMs: 5000, quietMs: 20_000, delayMs: 1000 };

/** @param through the origin of a proxy in front of the peer */
export function optionsFor(peer: Peer, through?: string, times = TIMES): KitOptions {
  const headers: Record<string, string> =
    peer.token === undefined ? {} : { authorization: `Bearer ${peer.token}` };
  const direct = { url: new URL(peer.url), headers, insecure: true };
  const { pathname, search } = direct.url;
  const behind = through === undefined ? undefined : new URL(`${pathname}${search}`, through);
  const { ended } = peer;
  return {
    target: behind ? { ...direct, url: behind } : direct,
    direct: behind && direct,
    trigger: peer.trigger,
    origin: peer.knowsCors ? PAGE_ORIGIN : undefined,
    ended: ended === undefined ? undefined : new URL(ended, through ?? peer.url),
    storm: 50,
    ...times,
  };
}

/** Listens on a free port of loopback. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
