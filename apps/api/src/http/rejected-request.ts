import { getPath } from '#access';
import { DomainError, PROBLEM_MEDIA_TYPE, toProblem } from '#platform';

/** The used part of a Fastify request. */
interface Request {
  url: string;
  headers: { origin?: string | undefined };
}

/** The used part of a Fastify reply. */
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  /** Fastify derives the type of a body from the route, and these requests have no route. */
  send(body: never): unknown;
}

/**
 * Answers an address that Fastify's router refuses before Nest's filters run: one that can't be
 * decoded (`/%ff`), or one whose id is far too long.
 */
export function answerUnroutableRequest(
  error: { code: string },
  request: Request,
  reply: Reply,
): void {
  const problem = toProblem(
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? new DomainError('NOT_FOUND', 'There is nothing with such an id.')
      : new DomainError('MALFORMED_REQUEST', 'The address can’t be decoded.'),
    getPath(request),
  );
  reply
    .code(problem.status)
    .header('Content-Type', PROBLEM_MEDIA_TYPE)
    .header('Cache-Control', 'no-store')
    .send(JSON.stringify(problem) as never);
}

/** The used part of the socket of a request that isn't valid HTTP. */
interface BrokenConnection {
  readonly writable: boolean;
  end(text: string): unknown;
  destroy(): unknown;
}

/**
 * Answers a request that Node's parser refuses: bytes that aren't HTTP, or headers that are too
 * large. Node makes no response object for it, so the function writes the answer to the socket
 * and closes the connection.
 */
export function answerUnparsableRequest(error: { code?: string }, line: BrokenConnection): void {
  if (error.code === 'ECONNRESET' || !line.writable) {
    line.destroy();
    return;
  }
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const detail = isTooLarge ? 'The headers are too large.' : 'This is not HTTP.';
  const problem = toProblem(new DomainError('MALFORMED_REQUEST', detail), '/');
  const body = JSON.stringify({ ...problem, status: isTooLarge ? 431 : problem.status });
  const status = isTooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  line.end(
    [
      `HTTP/1.1 ${status}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
