import { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';

/**
 * A stream may be open for an hour, and what it was asked with is of no more use: 1 KB each,
 * and a dump of our memory should not be a list of tokens. HTTP/2 requests have no way to
 * forget; they share theirs with the stream below.
 */
export function releaseRequestHeaders(request: IncomingMessage | Http2ServerRequest): void {
  if (!(request instanceof IncomingMessage)) return;
  request.headers = {};
  request.rawHeaders = [];
}
