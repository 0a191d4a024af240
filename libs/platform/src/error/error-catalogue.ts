/** The public properties of an error: HTTP status, title, and whether a retry can help. */
export interface ErrorKind {
  status: number;
  title: string;
  retryable?: boolean;
}

/**
 * Every stable error code (`GET /errors` lists this catalogue). A code is never renamed and never
 * reused, because clients switch on it.
 */
export const errorCatalogue = {
  MALFORMED_REQUEST: { status: 400, title: 'The request could not be read' },
  UNAUTHENTICATED: { status: 401, title: 'A valid token is needed' },
  TOKEN_EXPIRED: { status: 401, title: 'The token has expired' },
  TOKEN_IN_QUERY: { status: 401, title: 'A token in a query string is refused' },
  FORBIDDEN: { status: 403, title: 'This role may not do that' },
  CROSS_SITE_REQUEST: { status: 403, title: 'A request from another site is refused' },
  OPS_KEY_REQUIRED: { status: 403, title: 'An ops session needs the key of the server' },
  NOT_FOUND: { status: 404, title: 'Unknown, or not yours' },
  SHARE_LINK_REVOKED: { status: 410, title: 'The share link was taken back' },
  SHARE_LINK_EXPIRED: { status: 410, title: 'The share link has expired' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not know that method' },
  NOT_ACCEPTABLE: { status: 406, title: 'This representation is not served' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Send application/json' },
  WRONG_SHARD: { status: 421, title: 'The person is at home in another shard' },
  HOST_NOT_ALLOWED: { status: 421, title: 'This server does not answer to that name' },
  VALIDATION_FAILED: { status: 422, title: 'Some fields are wrong' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests', retryable: true },
  INTERNAL: { status: 500, title: 'Something broke on our side', retryable: true },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database is away', retryable: true },
  OUTCOME_UNKNOWN: {
    status: 503,
    title: 'The connection broke during the commit; retry with the same Idempotency-Key',
    retryable: true,
  },
  NOT_READY: { status: 503, title: 'This server is not ready', retryable: true },

  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'This key was used with another body' },
  IDEMPOTENCY_IN_FLIGHT: {
    status: 409,
    title: 'A request with this key is still running',
    retryable: true,
  },
  RESOURCE_BUSY: {
    status: 409,
    title: 'Another change of the same thing is under way',
    retryable: true,
  },

  TRIP_ALREADY_ACTIVE: { status: 409, title: 'You have a trip already' },
  TRIP_TRANSITION_NOT_ALLOWED: { status: 409, title: 'The trip is not in a state for that' },
  TRIP_CHANGED: { status: 409, title: 'The trip has changed since you saw it' },
  TRIP_ALREADY_ASSIGNED: { status: 409, title: 'Another driver has this trip' },
  PLACE_OUTSIDE_CITY: { status: 422, title: 'This place is outside the city' },
  TRIP_TOO_LONG: { status: 422, title: 'This trip is too long' },
  QUOTE_EXPIRED: { status: 409, title: 'The quote has expired' },
  QUOTE_ALREADY_USED: { status: 409, title: 'The quote was used for another trip' },
  PIN_INCORRECT: { status: 422, title: 'The PIN is wrong' },
  PIN_ATTEMPTS_EXHAUSTED: { status: 409, title: 'Too many wrong PINs' },
  NO_SHOW_TOO_EARLY: { status: 409, title: 'The rider still has time' },
  DRIVER_NOT_AT_PICKUP: { status: 409, title: 'You are not at the pickup' },
  DRIVER_TOO_FAR: { status: 409, title: 'You are too far from the place of this step' },
  STOP_OUT_OF_ORDER: { status: 409, title: 'Another stop comes first' },
  SHARING_NOT_OFFERED: { status: 409, title: 'Rides are not shared here' },
  DRIVER_ON_TRIP: { status: 409, title: 'You have a trip to finish first' },
  RATING_ALREADY_GIVEN: { status: 409, title: 'You have rated this trip already' },
  TIP_ALREADY_GIVEN: { status: 409, title: 'You have given a tip already' },
  TIP_TOO_HIGH: { status: 422, title: 'The tip is too high' },
  RECEIPT_NOT_READY: { status: 409, title: 'There is no receipt before the trip ends' },

  OFFER_EXPIRED: { status: 409, title: 'The offer has expired' },
  OFFER_REVOKED: { status: 409, title: 'The offer was withdrawn' },
  OFFER_DECLINED: { status: 409, title: 'You have declined this offer' },
  OFFER_ALREADY_ACCEPTED: { status: 409, title: 'You have accepted this offer' },
  REPOSITION_ENDED: { status: 409, title: 'The suggestion has ended' },
  DRIVER_BUSY: { status: 409, title: 'You have a trip or an offer' },

  SANDBOX_FULL: { status: 409, title: 'There are as many sandbox drivers as allowed' },
  WEBHOOK_LIMIT_REACHED: { status: 409, title: 'There are as many webhook endpoints as possible' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCatalogue;
