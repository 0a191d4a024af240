import { DomainError } from '#platform';

/**
 * A token could not be judged, because the issuer or the database is away. The answer is 503 with
 * `Retry-After`; a stream reports it in band, because a native `EventSource` does not reconnect
 * after a status other than 200.
 */
export class VerificationUnavailable extends DomainError {}

/** @returns the error as `VerificationUnavailable` if it says 503; any other error unchanged */
export function toVerificationError(error: unknown): unknown {
  if (!(error instanceof DomainError) || !UNAVAILABLE.has(error.code)) return error;
  return new VerificationUnavailable(error.code, error.message, error.extension);
}

const UNAVAILABLE = new Set<string>(['NOT_READY', 'DATABASE_UNAVAILABLE', 'OUTCOME_UNKNOWN']);
