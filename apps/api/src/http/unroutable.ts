import { pathOf } from '#access';
import { DomainError, PROBLEM_MEDIA_TYPE, toProblem } from '#platform';

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
export function answerUnroutable(error: { code: string }, request: { url: string }, reply: Reply) {
  const problem = toProblem(
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? new DomainError('NOT_FOUND', 'There is nothing with such an id.')
      : new DomainError('MALFORMED_REQUEST', 'The address can’t be decoded.'),
    pathOf(request),
  );
  reply
    .code(problem.status)
    .header('Content-Type', PROBLEM_MEDIA_TYPE)
    .header('Cache-Control', 'no-store')
    .send(JSON.stringify(problem) as never);
}
