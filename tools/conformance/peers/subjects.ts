import { startBetterSse } from './better-sse-peer.js';
import { startExpress } from './express-peer.js';
import { startNest } from './nest-peer.js';
import type { Peer } from './peer.js';
import { caddyOfOps, nginxByDefault, nginxOfOps, type ProxyKind } from './proxy-process.js';
import { startTripstream } from './tripstream-peer.js';

/** A column of the table. */
export interface Subject {
  /** Unique: `--only` takes it. */
  readonly id: string;
  /** The head of the column. */
  readonly title: string;
  readonly start: () => Promise<Peer>;
  /** The proxy in front of the server. Undefined when the server itself is checked. */
  readonly proxy?: ProxyKind;
}

const startBehindProxy = (): Promise<Peer> => startTripstream(true);

export const subjects: readonly Subject[] = [
  { id: 'tripstream', title: 'Tripstream', start: () => startTripstream(false) },
  { id: 'better-sse', title: 'better-sse', start: startBetterSse },
  { id: 'nest', title: 'Nest `@Sse()`', start: startNest },
  { id: 'express', title: 'Express', start: startExpress },
  {
    id: 'nginx-ops',
    title: 'nginx, `ops/nginx.conf`',
    start: startBehindProxy,
    proxy: nginxOfOps,
  },
  { id: 'caddy', title: 'Caddy, `ops/Caddyfile`', start: startBehindProxy, proxy: caddyOfOps },
  {
    id: 'nginx-default',
    title: 'nginx, defaults',
    start: startBehindProxy,
    proxy: nginxByDefault,
  },
  {
    id: 'nginx-express',
    title: 'nginx, defaults, Express',
    start: startExpress,
    proxy: nginxByDefault,
  },
];
