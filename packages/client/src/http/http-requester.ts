import { abortableDelay } from './abortable-delay.js';
import { ApiProblem } from './api-problem.js';
import { BackOff } from './back-off.js';
import { Credentials, type CredentialOptions } from './credentials.js';
import { requireSameOrigin } from './foreign-answer.js';
import { newIdempotencyKey } from './idempotency-key.js';
import { limitRequest } from './request-limit.js';

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
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
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
const MAX_REDIRECTS = 3;

/**
 * Sends requests and retries them until they have an outcome. A command whose answer was lost may
 * have been executed, so each attempt has the same idempotency key.
 */
export class HttpRequester {
  readonly #baseUrl: string;
  readonly #credentials: Credentials;

  constructor(private readonly options: RequesterOptions) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#credentials = new Credentials(options);
  }

  /** @throws {ApiProblem} for every answer except 2xx, and without an answer */
  async send<T>(request: ApiRequest): Promise<T> {
    const key = request.idempotent ? newIdempotencyKey() : undefined;
    const backOff = new BackOff({ baseMs: 200, maxMs: 5_000 });
    const attempts = request.once ? 1 : (this.options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS);
    let mayRenew = this.#credentials.canRenew;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request, key);
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

  async #attempt(
    request: ApiRequest,
    key: string | undefined,
  ): Promise<{ body: unknown } | ApiProblem> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = this.options;
    const limit = limitRequest(timeoutMs, this.options.signal);
    try {
      const token = await limit.race(this.#credentials.token());
      const { method } = request;
      const init = {
        method,
        headers: headersOf(request, { token, key }),
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        signal: limit.signal,
        cache: 'no-store' as const,
        redirect: method === 'GET' ? ('follow' as const) : ('manual' as const),
      };
      const response = await limit.race(this.#follow(request.path, init));
      if (response.status === 401) this.#credentials.drop(token);
      if (isRedirect(response)) return redirected(response);
      if (!response.ok) return await limit.race(ApiProblem.from(response));
      return { body: await limit.race(readBody(response)) };
    } catch (error) {
      return ApiProblem.unreachable(error);
    } finally {
      limit.end();
    }
  }

  /**
   * `fetch` repeats a POST after 301 and 302 as a GET without its body. So a command is redirected here,
   * only by 307 and 308, which keep the method, and only within the origin: its token is for that origin.
   * A browser hides the address of a redirect, and there the command is refused.
   */
  async #follow(path: string, init: RequestInit): Promise<Response> {
    const { fetch: send = fetch } = this.options;
    let url = this.#baseUrl + path;
    for (let hops = 0; ; hops += 1) {
      const response = requireSameOrigin(await send(url, init), url);
      const location = response.headers.get('location');
      const isKept = response.status === 307 || response.status === 308;
      if (!isKept || location === null || hops === MAX_REDIRECTS) return response;
      const next = new URL(location, url);
      if (next.origin !== new URL(url).origin) return response;
      url = next.href;
    }
  }
}

const isRedirect = ({ status, type }: Response): boolean =>
  type === 'opaqueredirect' || (status >= 300 && status < 400);

function redirected({ status }: Response): ApiProblem {
  const detail = 'The server redirects commands to another address: pass that one as baseUrl.';
  return new ApiProblem({ status, code: 'REDIRECTED', detail, retryable: false });
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

/** The parsed body; undefined for 204. A body that is truncated, empty or not JSON rejects. */
async function readBody(response: Response): Promise<unknown> {
  return response.status === 204 ? undefined : response.json();
}

function canRetry(problem: ApiProblem): boolean {
  if ((problem.retryAfterSeconds ?? 0) > MAX_RETRY_AFTER_SECONDS) return false;
  if (problem.retryable || problem.code === 'IDEMPOTENCY_IN_FLIGHT') return true;
  return problem.status === 429 || (problem.status >= 502 && problem.status <= 504);
}
