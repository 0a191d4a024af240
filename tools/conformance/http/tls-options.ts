import type { ConnectionOptions } from 'node:tls';
import type { StreamTarget } from './stream-target.js';

const HTTPS_PORT = 443;

/** How to open a TLS connection to a target. */
export function tlsOptions({ url, insecure }: StreamTarget): ConnectionOptions {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: Number(url.port || HTTPS_PORT),
    rejectUnauthorized: !insecure,
    // An address is no name of a server (RFC 6066, section 3).
    servername: /^[\d.]+$|:/.test(host) ? '' : host,
  };
}
