import type { AccessRequest } from '#access';

/**
 * A host and a port as browsers send them. Another text in the `Host` header could forge the
 * document.
 */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The configured address, else the one by which the client reached the server; the default address when its `Host` is
 * malformed.
 */
export function serverAddressOf(
  { protocol, host }: Pick<AccessRequest, 'protocol' | 'host'>,
  { publicUrl }: { publicUrl: string | undefined },
): { protocol: string; host: string } {
  if (publicUrl !== undefined) {
    const { protocol: scheme, host: name } = new URL(publicUrl);
    return { protocol: scheme.replace(':', ''), host: name };
  }
  return HOST.test(host) ? { protocol, host } : { protocol: 'http', host: '127.0.0.1:3000' };
}
