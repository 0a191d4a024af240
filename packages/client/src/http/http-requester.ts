import { abortableDelay } from './abortable-delay.js';
import { ApiProblem } from './api-problem.js';
import { BackOff } from './back-off.js';
import { Credentials, type CredentialOptions } from './credentials.js';
import { newIdempotencyKey } from './idempotency-key.js';

export interface RequesterOptions extends CredentialOptions {
  /** Origin of the server, with or without a trailing slash. */
  baseUrl: string;
  /** Aborts all requests and waits under way. */
  signal?: AbortSignal;
  /** The longest wait for one answer, in milliseconds. Default 10,000. */
  timeoutMs?: number;
  /** The largest number of attempts a command. Default 6. */
  maxAttempts?: number;
  fetch?: typeof fetch;
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** Sends an `Idempotency-Key`, with which the server makes a retry harmless. */
  idempotent?: boolean;
  /** Sends the request without retries, because a later one replaces it. */
  once?: boolean;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_ATTEMPTS = 6;
/** A longer `Retry-After` is left to the caller. */
const MAX_RETRY_AFTER_SECONDS = 30;

/**
 * Sends requests and retries them until they have an outcome. A command whose answer was lost may
 * have been executed, so each attempt has the same idempotency key.
 */
export class HttpRequester {
  private readonly baseUrl: string;
  private readonly credentials: Credentials;

  constructor(private readonly options: RequesterOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.credentials = new Credentials(options);
  }

  /** The same requester with another token. */
  withToken(token: string): HttpRequester {
    return new HttpRequester({ ...this.options, token, getToken: undefined });
  }

  /** @throws {ApiProblem} for every answer except 2xx, and without an answer */
  async send<T>(request: ApiRequest): Promise<T> {
    const key = request.idempotent ? newIdempotencyKey() : undefined;
    const backOff = new BackOff({ baseMs: 200, maxMs: 5_000 });
    const attempts = request.once ? 1 : (this.options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS);
    let mayRenew = this.credentials.canRenew;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.attempt(request, key);
      if (!(outcome instanceof ApiProblem)) return outcome.body as T;
      // A refused token is replaced once, and this does not count as an attempt.
      if (outcome.status === 401 && mayRenew) {
        mayRenew = false;
        attempt -= 1;
        continue;
      }
      if (attempt >= attempts || !canRetry(outcome) || this.options.signal?.aborted) throw outcome;
      const retryAfterMs = (outcome.retryAfterSeconds ?? 0) * 1000;
      await abortableDelay(retryAfterMs + backOff.next(), this.options.signal);
    }
  }

  private async attempt(
    request: ApiRequest,
    key: string | undefined,
  ): Promise<{ body: unknown } | ApiProblem> {
    const { fetch: send = fetch, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = this.options;
    // React Native and older browsers have neither AbortSignal.any nor AbortSignal.timeout.
    const attempt = new AbortController();
    const abort = (): void => {
      attempt.abort(signal?.reason);
    };
    const timer = setTimeout(() => {
      attempt.abort(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    try {
      const token = await this.credentials.token();
      const response = await send(this.baseUrl + request.path, {
        method: request.method,
        headers: headersOf(request, { token, key }),
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        signal: attempt.signal,
      });
      if (response.status === 401) this.credentials.drop(token);
      if (!response.ok) return await ApiProblem.from(response);
      return { body: await readBody(response) };
    } catch (error) {
      return ApiProblem.unreachable(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }
}

function headersOf(
  request: ApiRequest,
  { token, key }: { token: string | undefined; key: string | undefined },
): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (key) headers['idempotency-key'] = key;
  return headers;
}

/** The parsed body; undefined for an empty one, as with 204. A truncated body rejects. */
async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

function canRetry(problem: ApiProblem): boolean {
  if ((problem.retryAfterSeconds ?? 0) > MAX_RETRY_AFTER_SECONDS) return false;
  if (problem.retryable || problem.code === 'IDEMPOTENCY_IN_FLIGHT') return true;
  return problem.status === 429 || (problem.status >= 502 && problem.status <= 504);
}
