import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { ConnectionProblem, describeError, NoAnswer } from './connection-problem.js';
import type { StreamTarget } from './stream-target.js';

export interface RequestOptions {
  /** Default: GET. */
  readonly method?: string;
  /** The body of the request. Default: none. */
  readonly body?: string | undefined;
  /** How long the headers of the answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

export interface StartedRequest {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/**
 * Sends a request over a new connection of HTTP/1.1, and resolves with the headers of the answer.
 * It follows no redirect.
 *
 * @throws {NoAnswer} without an answer in time
 * @throws {ConnectionProblem} when the server can't be reached
 */
export function startRequest(
  target: StreamTarget,
  { method = 'GET', body, timeoutMs }: RequestOptions,
): Promise<StartedRequest> {
  const send = target.url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(target.url, {
      method,
      headers: target.headers,
      agent: false,
      rejectUnauthorized: !target.insecure,
    });
    const timer = setTimeout(() => {
      reject(new NoAnswer(`no answer within ${timeoutMs / 1000} s`));
      request.destroy();
    }, timeoutMs);
    request.once('response', (response) => {
      clearTimeout(timer);
      resolve({ request, response });
    });
    // It stays for errors after the answer, which the body reports as well.
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(new ConnectionProblem(describeError(error), { cause: error }));
    });
    request.end(body);
  });
}
