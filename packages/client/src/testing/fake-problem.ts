import type { FieldError, Problem } from '#contracts';

/** Status, title and whether a retry can help, of each code that the fake server sends. */
const CATALOGUE: Record<string, readonly [status: number, title: string, retryable?: boolean]> = {
  MALFORMED_REQUEST: [400, 'The request could not be read'],
  UNAUTHENTICATED: [401, 'A valid token is needed'],
  TOKEN_EXPIRED: [401, 'The token has expired'],
  TOKEN_IN_QUERY: [401, 'A token in a query string is refused'],
  FORBIDDEN: [403, 'This role may not do that'],
  NOT_FOUND: [404, 'Unknown, or not yours'],
  SHARE_LINK_REVOKED: [410, 'The share link was taken back'],
  METHOD_NOT_ALLOWED: [405, 'This address does not know that method'],
  NOT_ACCEPTABLE: [406, 'This representation is not served'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Send application/json'],
  PAYLOAD_TOO_LARGE: [413, 'The body is too large'],
  VALIDATION_FAILED: [422, 'Some fields are wrong'],
  TOO_MANY_REQUESTS: [429, 'Too many requests', true],
  INTERNAL: [500, 'Something broke on our side', true],
  DATABASE_UNAVAILABLE: [503, 'The database is away', true],
  IDEMPOTENCY_KEY_REUSED: [422, 'This key was used with another body'],
  TRIP_ALREADY_ACTIVE: [409, 'You have a trip already'],
  TRIP_TRANSITION_NOT_ALLOWED: [409, 'The trip is not in a state for that'],
  TRIP_ALREADY_ASSIGNED: [409, 'Another driver has this trip'],
  PLACE_OUTSIDE_CITY: [422, 'This place is outside the city'],
  QUOTE_EXPIRED: [409, 'The quote has expired'],
  QUOTE_ALREADY_USED: [409, 'The quote was used for another trip'],
  SHARING_NOT_OFFERED: [409, 'Rides are not shared here'],
  PIN_INCORRECT: [422, 'The PIN is wrong'],
  PIN_ATTEMPTS_EXHAUSTED: [409, 'Too many wrong PINs'],
  NO_SHOW_TOO_EARLY: [409, 'The rider still has time'],
  DRIVER_NOT_AT_PICKUP: [409, 'You are not at the pickup'],
  DRIVER_TOO_FAR: [409, 'You are too far from the place of this step'],
  DRIVER_ON_TRIP: [409, 'You have a trip to finish first'],
  RATING_ALREADY_GIVEN: [409, 'You have rated this trip already'],
  TIP_ALREADY_GIVEN: [409, 'You have given a tip already'],
  TIP_TOO_HIGH: [422, 'The tip is too high'],
  RECEIPT_NOT_READY: [409, 'There is no receipt before the trip ends'],
  OFFER_EXPIRED: [409, 'The offer has expired'],
  OFFER_REVOKED: [409, 'The offer was withdrawn'],
  OFFER_DECLINED: [409, 'You have declined this offer'],
  DRIVER_BUSY: [409, 'You have a trip or an offer'],
  REPOSITION_ENDED: [409, 'The suggestion has ended'],
  OFFER_ALREADY_ACCEPTED: [409, 'You have accepted this offer'],
};

/** The code that a status has when a test asks for a failure and names no code. */
const BY_STATUS: Record<number, string> = {
  400: 'MALFORMED_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL',
  503: 'DATABASE_UNAVAILABLE',
};

/**
 * A refusal, as the server would word it. The controls of the fake throw it too.
 *
 * @example
 * ```ts
 * expect(() => driver.accept()).toThrow(FakeProblem); // there is no offer to accept
 * ```
 */
export class FakeProblem extends Error {
  override readonly name = 'FakeProblem';
  readonly problem: Problem;

  constructor(
    readonly code: string,
    detail: string,
    extension: object = {},
  ) {
    super(`${code}: ${detail}`);
    const [status, title, retryable = false] = CATALOGUE[code] ?? [500, code];
    const type = `/errors#${code.toLowerCase().replaceAll('_', '-')}`;
    this.problem = { ...extension, type, title, status, detail, instance: '', code, retryable };
  }

  static ofStatus(status: number, code = BY_STATUS[status] ?? `HTTP_${status}`): FakeProblem {
    const problem = new FakeProblem(code, 'A test asked for this failure.');
    problem.problem.status = status;
    problem.problem.retryable = status === 429 || status >= 502;
    return problem;
  }

  static ofFields(errors: FieldError[]): FakeProblem {
    const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    return new FakeProblem('VALIDATION_FAILED', detail, { errors });
  }
}

export const notFound = (): FakeProblem =>
  new FakeProblem('NOT_FOUND', 'There is no such thing, or it is not yours.');
