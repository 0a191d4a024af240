import { readFileSync } from 'node:fs';

/** Where a balancer of a test listens, and to which processes it leads. */
export interface BalancerPlaces {
  /** An existing folder with `cert.pem`, `key.pem` and `both.pem`, for files of the balancer. */
  folder: string;
  listenPort: number;
  commandsPort: number;
  /** At most four. The places of the other gateways lead to a port that is closed. */
  gatewayPorts: readonly number[];
  /** How long an old worker keeps its streams after a reload. Default: as shipped. */
  reloadSeconds?: number;
}

const CLOSED_PORT = 1;
const FIRST_GATEWAY_PORT = 3001;
const GATEWAYS = 4;

const readShipped = (name: string): string =>
  readFileSync(new URL(`../../../../ops/${name}`, import.meta.url), 'utf8');

/**
 * `ops/haproxy.cfg` with other ports and paths, for the account of the test, and for the number of
 * open files that a machine allows by default. All else is as shipped.
 */
export const adaptHaproxy = (places: BalancerPlaces): string =>
  replaceEach(adaptPorts(readShipped('haproxy.cfg'), places), [
    [/^ {2}(user|group) haproxy\n/gm, ''],
    [/maxconn 80000/, 'maxconn 2000'],
    [/bind :443/, `bind 127.0.0.1:${places.listenPort}`],
    [/\/etc\/haproxy\/tripstream\.pem/, `${places.folder}/both.pem`],
    [/hard-stop-after 60s/, `hard-stop-after ${places.reloadSeconds ?? 60}s`],
  ]);

/** `ops/nginx.conf`, in the same way. */
export const adaptNginx = (places: BalancerPlaces): string =>
  replaceEach(adaptPorts(readShipped('nginx.conf'), places), [
    [/^user www-data;\n/m, ''],
    [/worker_rlimit_nofile 131072/, 'worker_rlimit_nofile 4096'],
    [/worker_connections 65536/, 'worker_connections 1024'],
    [/listen 443/g, `listen 127.0.0.1:${places.listenPort}`],
    [/\/run\/nginx\.pid/, `${places.folder}/nginx.pid`],
    [/\/var\/log\/nginx|\/var\/lib\/nginx/g, places.folder],
    [/\/etc\/nginx\/tripstream\./g, `${places.folder}/`],
    [/worker_shutdown_timeout 60s/, `worker_shutdown_timeout ${places.reloadSeconds ?? 60}s`],
  ]);

/** `ops/Caddyfile`, whose places are capital words, for a single process. */
export const adaptCaddy = ({ folder, listenPort, commandsPort }: BalancerPlaces): string =>
  replaceEach(readShipped('Caddyfile'), [
    [/RUN_DIR/g, folder],
    [/API_PORT/g, String(commandsPort)],
    [/TLS_PORT/g, String(listenPort)],
  ]);

function adaptPorts(text: string, { commandsPort, gatewayPorts }: BalancerPlaces): string {
  const gateways = Array.from({ length: GATEWAYS }, (_, index): [RegExp, string] => [
    new RegExp(`127\\.0\\.0\\.1:${FIRST_GATEWAY_PORT + index}\\b`, 'g'),
    // The name keeps a port of the test from being replaced as well.
    `GATEWAY:${gatewayPorts[index] ?? CLOSED_PORT}`,
  ]);
  return replaceEach(text, [
    [/127\.0\.0\.1:3000\b/g, `COMMANDS:${commandsPort}`],
    ...gateways,
  ]).replaceAll(/GATEWAY|COMMANDS/g, '127.0.0.1');
}

/** @throws Error when the shipped file has no such text, so that no replacement is forgotten */
function replaceEach(text: string, replacements: readonly (readonly [RegExp, string])[]): string {
  return replacements.reduce((before, [pattern, value]) => {
    if (before.search(pattern) < 0) throw new Error(`The shipped file has no ${pattern.source}.`);
    return before.replace(pattern, value);
  }, text);
}
