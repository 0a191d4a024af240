import type { DomainError } from '#platform';

/**
 * A refusal with an effect, such as a counted wrong PIN. Work returns it instead of throwing it,
 * so the transaction commits; the caller gets the error. A retry with the same key gets the same
 * error and has no second effect.
 */
export class Refusal {
  constructor(readonly error: DomainError) {}
}
