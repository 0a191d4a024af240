import type { Problem } from '#contracts';
import type { DomainError } from './domain-error.js';
import { errorCatalogue, type ErrorKind } from './error-catalogue.js';

/** The media type of RFC 9457. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * The RFC 9457 document for an error.
 *
 * @param instance path of the request; without its query, which may hold a secret
 */
export function toProblem(error: DomainError, instance: string): Problem {
  const kind: ErrorKind = errorCatalogue[error.code];
  return {
    ...error.extension,
    type: `/errors#${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: kind.title,
    status: kind.status,
    detail: error.message,
    instance,
    code: error.code,
    retryable: kind.retryable ?? false,
  };
}
