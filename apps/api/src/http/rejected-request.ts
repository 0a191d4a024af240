import { getPath } from '#access';
import { DomainError, PROBLEM_MEDIA_TYPE, toProblem } from '#platform';

/** What we use of a Fastify request. */
interface Request {
  url: string;
  headers: { origin?: string | undefined };
}

/** What we use of a Fastify reply. */
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  /** Fastify types a body by its route, and here is none. */
  send(body: never): unknown;
}

/**
 * Answers an address that Fastify's router gives up on before Nest and its filter are
 * asked: one that can't be decoded (`/%ff`), or with an id far too long to be one.
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

/** What we use of the connection that a broken request came on. */
interface BrokenConnection {
  readonly writable: boolean;
  end(text: string): unknown;
  destroy(): unknown;
}

/**
 * Answers what Node's parser gives up on: no HTTP, or headers without end. There is no
 * request then, so the answer is written by hand, and the connection ends with it.
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
