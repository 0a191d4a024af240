import type { Problem } from '#contracts';
import type { DomainError } from './domain-error.js';
import { errorCatalogue, type ErrorKind } from './error-catalogue.js';

/** The media type of RFC 9457. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * Converts an error to the document of RFC 9457.
 *
 * @param instance path of the request, without the query, which may contain a secret
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
