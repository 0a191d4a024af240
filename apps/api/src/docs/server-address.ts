import type { AccessRequest } from '#access';

/** A host and a port as browsers send them; anything else could forge a command to copy. */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** The address that a client came by; ours by default where it sent none that can be one. */
export function serverAddressOf({ protocol, host }: Pick<AccessRequest, 'protocol' | 'host'>): {
  protocol: string;
  host: string;
} {
  return HOST.test(host) ? { protocol, host } : { protocol: 'http', host: '127.0.0.1:3000' };
}
