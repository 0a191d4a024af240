import { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { AccessRequest } from '#access';

/**
 * Frees the headers and the token of a request whose stream may be open for an hour: they take 1.5 KB
 * each, and a memory dump should not contain tokens. The headers of an HTTP/2 request cannot be freed,
 * because it shares them with the HTTP/2 stream underneath.
 */
export function releaseCredentials(
  request: AccessRequest,
  raw: IncomingMessage | Http2ServerRequest,
): void {
  // Assignments and not `delete`, which would slow down every later access to the request.
  Object.assign(request, { hashedToken: undefined, cookies: undefined });
  if (!(raw instanceof IncomingMessage)) return;
  raw.headers = {};
  raw.rawHeaders = [];
}
