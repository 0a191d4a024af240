import type { Problem } from '#contracts';

export interface ApiProblemDetails {
  /** The HTTP status; 0 without an answer. */
  status: number;
  /** The stable code of the problem document, `HTTP_<status>` or `NETWORK_ERROR` without one. */
  code: string;
  detail: string;
  retryable: boolean;
  /** The value of `Retry-After`, in seconds. */
  retryAfterSeconds?: number;
  /** The whole problem document (RFC 9457), if the answer had one. */
  problem?: Problem;
}

/** A request that the server refused, or that got no answer (`status` 0, with a `cause`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly problem: Problem | undefined;

  constructor(details: ApiProblemDetails, options?: { cause: unknown }) {
    super(`${details.code}: ${details.detail}`, options);
    this.status = details.status;
    this.code = details.code;
    this.retryable = details.retryable;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.problem = details.problem;
  }

  /** The problem of an answer other than 2xx, whether from a Tripstream server or from a proxy. */
  static async from(response: Response): Promise<ApiProblem> {
    const problem = await readProblem(response);
    const retryAfterSeconds = readRetryAfter(response.headers.get('retry-after'));
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

const isTransient = (status: number): boolean =>
  status === 429 || status === 502 || status === 503 || status === 504;

/** The message of an error with that of its cause, because fetch reports only "fetch failed". */
const describe = (error: Error): string =>
  error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;

async function readProblem(response: Response): Promise<Problem | undefined> {
  const body = await response.text().catch(() => '');
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return isProblem(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && typeof (value as Problem).code === 'string';

/** RFC 9110, section 10.2.3: a number of seconds, or a date. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}
