import { abortableDelay } from './abortable-delay.js';
import { ApiProblem } from './api-problem.js';
import { BackOff } from './back-off.js';

export interface RequesterOptions {
  /** Origin of the server, with or without a trailing slash. */
  baseUrl: string;
  token?: string;
  /** Ends everything under way, waits included. */
  signal?: AbortSignal;
  /** Longest wait for one answer, in milliseconds. Default 10,000. */
  timeoutMs?: number;
  /** How often a command is sent at most. Default 6. */
  maxAttempts?: number;
  fetch?: typeof fetch;
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** Send an `Idempotency-Key`: the server then makes a retry harmless. */
  idempotent?: boolean;
  /** Send it once only: a later one replaces it anyway. */
  once?: boolean;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_ATTEMPTS = 6;
/** A longer `Retry-After` is an answer for the caller, not a wait. */
const MAX_RETRY_AFTER_SECONDS = 30;

/**
 * Sends commands until they have an outcome. A command whose answer was lost may have
 * been carried out, so each attempt repeats the same idempotency key.
 */
export class HttpRequester {
  private readonly baseUrl: string;

  constructor(private readonly options: RequesterOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
  }

  as(token: string): HttpRequester {
    return new HttpRequester({ ...this.options, token });
  }

  /** @throws {ApiProblem} for every answer but 2xx, and when none came at all */
  async send<T>(request: ApiRequest): Promise<T> {
    const headers = this.headersOf(request);
    const backOff = new BackOff({ baseMs: 200, maxMs: 5_000 });
    const attempts = request.once ? 1 : (this.options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.attempt(request, headers);
      if (!(outcome instanceof ApiProblem)) return outcome.body as T;
      if (attempt >= attempts || !canRetry(outcome) || this.options.signal?.aborted) throw outcome;
      const asked = (outcome.retryAfterSeconds ?? 0) * 1000;
      await abortableDelay(asked + backOff.next(), this.options.signal);
    }
  }

  private headersOf(request: ApiRequest): Record<string, string> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    if (this.options.token) headers.authorization = `Bearer ${this.options.token}`;
    if (request.idempotent) headers['idempotency-key'] = crypto.randomUUID();
    return headers;
  }

  private async attempt(
    request: ApiRequest,
    headers: Record<string, string>,
  ): Promise<{ body: unknown } | ApiProblem> {
    const { fetch: send = fetch, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = this.options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await send(this.baseUrl + request.path, {
        method: request.method,
        headers,
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      if (!response.ok) return await ApiProblem.from(response);
      return { body: await readBody(response) };
    } catch (error) {
      return ApiProblem.unreachable(error);
    }
  }
}

/** An empty body, as with 204, is `undefined`. A body that was cut off is an answer lost. */
async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

function canRetry(problem: ApiProblem): boolean {
  if ((problem.retryAfterSeconds ?? 0) > MAX_RETRY_AFTER_SECONDS) return false;
  if (problem.code === 'IDEMPOTENCY_IN_FLIGHT' || problem.status === 0) return true;
  return problem.status === 429 || (problem.status >= 502 && problem.status <= 504);
}
