import type { Problem } from '#contracts';

export interface ApiProblemDetails {
  /** The HTTP status; 0 without an answer. */
  status: number;
  /** The stable code of the problem document, `HTTP_<status>` or `NETWORK_ERROR` without one. */
  code: string;
  detail: string;
  retryable: boolean;
  /** The value of `Retry-After`, in seconds: at most 2,147,483, so that a timer can wait for it. */
  retryAfterSeconds?: number;
  /** The whole problem document (RFC 9457), if the answer had one. */
  problem?: Problem;
}

/**
 * A request that the server refused, or that got no answer (`status` 0, with a `cause`).
 *
 * @example
 * ```ts
 * try {
 *   await api.acceptOffer(offer.id);
 * } catch (error) {
 *   if (error instanceof ApiProblem && error.code === 'OFFER_EXPIRED') showTooLate();
 *   else throw error;
 * }
 * ```
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  declare readonly status: number;
  declare readonly code: string;
  declare readonly retryable: boolean;
  declare readonly retryAfterSeconds: number | undefined;
  declare readonly problem: Problem | undefined;

  constructor(details: ApiProblemDetails, options?: { cause: unknown }) {
    super(`${details.code}: ${details.detail}`, options);
    const { status, code, retryable, retryAfterSeconds, problem } = details;
    Object.assign(this, { status, code, retryable, retryAfterSeconds, problem });
  }

  /** The problem of an answer other than 2xx, whether from a Tripstream server or from a proxy. */
  static async from(response: Response): Promise<ApiProblem> {
    const problem = await readProblem(response);
    const retryAfterSeconds = readRetryAfter(response.headers);
    return new ApiProblem({
      status: response.status,
      code: problem?.code ?? `HTTP_${response.status}`,
      detail: problem?.detail ?? response.statusText,
      retryable: problem?.retryable ?? isTransient(response.status),
      retryAfterSeconds,
      problem,
    });
  }

  /** The problem of a request without an answer. */
  static unreachable(cause: unknown): ApiProblem {
    const detail = cause instanceof Error ? describe(cause) : String(cause);
    return new ApiProblem({ status: 0, code: 'NETWORK_ERROR', detail, retryable: true }, { cause });
  }
}

const isTransient = (status: number): boolean => [429, 502, 503, 504].includes(status);

/** The message of an error with that of its cause, because fetch reports only "fetch failed". */
const describe = (error: Error): string =>
  error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;

/** A body other than JSON is not read: that of a proxy may be a page of any length. */
async function readProblem(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) {
    void response.body?.cancel().catch(() => undefined);
    return undefined;
  }
  try {
    const parsed: unknown = await response.json();
    return isProblem(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && typeof (value as Problem).code === 'string';

const MAX_RETRY_AFTER_SECONDS = 2_147_483;
const SECONDS = /^\d+(\.\d+)?$/;
const HTTP_DATE = /^[A-Z][a-z]{2,8}, |^[A-Z][a-z]{2} [A-Z][a-z]{2} /;

/**
 * RFC 9110, section 10.2.3: a number of seconds, or a date. Any other value counts as none. A date is
 * compared with the time at which the server wrote the answer, because the clock of the device may be
 * wrong; a date in the past counts as 0.
 */
function readRetryAfter(headers: Headers): number | undefined {
  const value = (headers.get('retry-after') ?? '').trim();
  const date = HTTP_DATE.test(value) ? Date.parse(value) : NaN;
  const sentAt = Date.parse(headers.get('date') ?? '') || Date.now();
  const seconds = SECONDS.test(value) ? Number(value) : (date - sentAt) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(0, seconds), MAX_RETRY_AFTER_SECONDS);
}
