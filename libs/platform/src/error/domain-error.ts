import type { ErrorCode } from './error-catalogue.js';

/**
 * The only error class that rules throw. It has a stable code and a sentence that says what to do.
 * HTTP statuses are in the catalogue, and one filter applies them.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  /**
   * @param code a stable code from the catalogue
   * @param detail says to a person what is wrong and what to do about it
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
