import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { getPath } from '#access';
import type { Problem } from '#contracts';
import { toDomainError } from '#database';
import { StreamEnded } from '#notification';
import { missingPage, wantsPage } from '../page/missing-page.js';
import { choosePageLanguage } from '../page/page-language.js';
import { DomainError, PROBLEM_MEDIA_TYPE, toProblem, type ErrorCode } from '#platform';

/** The connection of a refused body that is larger, or of unknown length, is closed. */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;

interface Reply {
  removeHeader(name: string): Reply;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body?: string): unknown;
}

/** The error codes for exceptions of Nest and Fastify that have only a status. */
const BY_STATUS: Partial<Record<number, ErrorCode>> = {
  400: 'MALFORMED_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'NOT_READY',
};

/** The seconds a client waits before it retries after a 429, a 503 or a 409 that may be retried. */
const RETRY_AFTER = '1';

/** What a client that gets 401 has to send (RFC 9110, section 11.6.1; RFC 6750, section 3). */
const CHALLENGES: Partial<Record<string, string>> = {
  TOKEN_EXPIRED: 'Bearer error="invalid_token"',
  TOKEN_IN_QUERY: 'Bearer error="invalid_request"',
};
const CHALLENGE = 'Bearer';

interface ErrorAnswer {
  status: number;
  type: string;
  body: string;
}

const HTML = 'text/html; charset=utf-8';

function sendError(reply: Reply, { status, type, body }: ErrorAnswer): void {
  reply.status(status).header('Content-Type', type).header('Cache-Control', 'no-store').send(body);
}

interface BrowserRequest {
  headers: { 'accept-language'?: string | undefined };
}

function sendMissingPage(reply: Reply, path: string, { headers }: BrowserRequest): void {
  const language = choosePageLanguage(headers['accept-language']);
  reply.header('Vary', 'Accept, Accept-Language').header('Content-Language', language);
  sendError(reply, { status: 404, type: HTML, body: missingPage(path, language) });
}

/**
 * Turns every error into a problem document (RFC 9457), and a 404 for a browser into a page in the
 * language of the browser. A stack or an SQL text never reaches the client.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<Reply>();
    if (error instanceof StreamEnded) {
      reply.status(204).header('Cache-Control', 'no-store').send();
      return;
    }
    const instance = getPath(http.getRequest<{ url: string }>());
    const problem = toProblem(this.translate(error), instance);
    if (isWorthWaiting(problem)) reply.header('Retry-After', RETRY_AFTER);
    if (problem.status === 401) {
      reply.header('WWW-Authenticate', CHALLENGES[problem.code] ?? CHALLENGE);
    }
    if (problem.status === 413 && isDiscardable(http.getRequest())) {
      // Fastify would close the connection, and the TCP reset could destroy the answer for a client
      // that is still sending.
      reply.removeHeader('connection');
    }
    if (problem.status === 404 && wantsPage(http.getRequest())) {
      sendMissingPage(reply, instance, http.getRequest<BrowserRequest>());
      return;
    }
    const body = JSON.stringify(problem);
    sendError(reply, { status: problem.status, type: PROBLEM_MEDIA_TYPE, body });
  }

  private translate(error: unknown): DomainError {
    const known = toDomainError(error, false);
    if (known instanceof DomainError) return known;
    if (known instanceof HttpException) return fromHttp(known);
    const status = (known as { statusCode?: unknown } | null)?.statusCode;
    const code = typeof status === 'number' ? BY_STATUS[status] : undefined;
    if (code) return new DomainError(code, messageOf(known));
    this.logger.error(known instanceof Error ? known : String(known));
    return new DomainError('INTERNAL', 'It was logged. Retry, and tell us if it stays.');
  }
}

const isWorthWaiting = ({ status, retryable }: Pick<Problem, 'status' | 'retryable'>): boolean =>
  status === 429 || status === 503 || (status === 409 && retryable);

/** Whether Node reads and discards a refused body, so that the connection stays usable. */
const isDiscardable = ({ headers }: { headers: Record<string, string | undefined> }): boolean =>
  Number(headers['content-length'] ?? Infinity) <= MAX_DISCARDED_BYTES;

function fromHttp(error: HttpException): DomainError {
  const code = BY_STATUS[error.getStatus()];
  if (!code) return new DomainError('INTERNAL', 'It was logged. Retry, and tell us if it stays.');
  const response = error.getResponse();
  const checks = typeof response === 'object' && 'details' in response ? response.details : null;
  return new DomainError(code, messageOf(error), checks ? { checks } : {});
}

const messageOf = (error: unknown): string =>
  error instanceof Error && error.message ? error.message : 'The request was refused.';
