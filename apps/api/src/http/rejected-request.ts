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

/** How long a client may take to read the refusal of its request. */
const REFUSAL_LIMIT_MS = 1000;

/** The refusals by the error codes of Node; every other error means that the bytes aren't HTTP. */
const REFUSALS: Partial<Record<string, { status: string; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    detail: 'The headers are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    detail: 'The request was not complete in time.',
  },
};

/**
 * Answers a request that Node's parser refuses: bytes that aren't HTTP, headers that are too
 * large, or a request that takes too long. Node makes no response object for it, so the function
 * writes the answer to the socket and closes the connection.
 */
export function answerUnparsableRequest(error: { code?: string }, line: BrokenConnection): void {
  if (error.code === 'ECONNRESET' || !line.writable) {
    line.destroy();
    return;
  }
  const refusal = REFUSALS[error.code ?? ''];
  const { status = '400 Bad Request', detail = 'This is not HTTP.' } = refusal ?? {};
  const problem = toProblem(new DomainError('MALFORMED_REQUEST', detail), '/');
  const body = JSON.stringify({ ...problem, status: Number(status.slice(0, 3)) });
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
  // A client that neither reads the answer nor closes the connection would keep it open.
  setTimeout(() => line.destroy(), REFUSAL_LIMIT_MS).unref();
}
