import type { ErrorCode } from './error-catalogue.js';

/**
 * The one error that rules throw. It knows a stable code and a sentence that says what
 * to do; HTTP statuses live in the catalogue and are applied by one filter.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  /**
   * @param code stable, from the catalogue
   * @param detail for a person: what is wrong here and what to do about it
   * @param extension further members of the problem document (RFC 9457, section 3.2)
   */
  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly extension: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}
