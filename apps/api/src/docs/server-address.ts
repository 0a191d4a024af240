import type { AccessRequest } from '#access';

/**
 * A host and a port as browsers send them. Another text in the `Host` header could forge the
 * document.
 */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The address by which the client reached the server; the default address when its `Host` is
 * malformed.
 */
export function serverAddressOf({ protocol, host }: Pick<AccessRequest, 'protocol' | 'host'>): {
  protocol: string;
  host: string;
} {
  return HOST.test(host) ? { protocol, host } : { protocol: 'http', host: '127.0.0.1:3000' };
}
