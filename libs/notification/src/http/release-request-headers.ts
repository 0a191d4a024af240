import { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';

/**
 * Frees the headers of a request whose stream may be open for an hour: they take 1 KB each, and a
 * memory dump should not contain tokens. The headers of an HTTP/2 request cannot be freed, because
 * it shares them with the HTTP/2 stream underneath.
 */
export function releaseRequestHeaders(request: IncomingMessage | Http2ServerRequest): void {
  if (!(request instanceof IncomingMessage)) return;
  request.headers = {};
  request.rawHeaders = [];
}
