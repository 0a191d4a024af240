import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { FieldError } from '#contracts';
import { DomainError } from '#platform';

/** What we use of a zod issue behind Standard Schema's. */
interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  code?: string;
  /** Of `unrecognized_keys`. */
  keys?: string[];
  /** Of `invalid_union`: the issues of each alternative. */
  errors?: Issue[][];
}

/** Validates what a route declares with `{ schema }`; every bad field is listed. */
export const schemaValidationPipe = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => {
    const errors = issues.flatMap((issue) => toFieldErrors(issue as Issue, ''));
    return new DomainError('VALIDATION_FAILED', summary(errors), { errors });
  },
});

function toFieldErrors(issue: Issue, parent: string): FieldError[] {
  const field = [parent, ...(issue.path ?? []).map(nameOf)].filter((part) => part !== '').join('.');
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({
      field: field ? `${field}.${key}` : key,
      message: 'Unknown field',
    }));
  }
  const closest = [...(issue.errors ?? [])].sort((a, b) => distance(a) - distance(b))[0];
  if (closest) return closest.flatMap((inner) => toFieldErrors(inner, field));
  return [{ field: field || 'body', message: issue.message }];
}

const nameOf = (part: PropertyKey | { key: PropertyKey }): string =>
  String(typeof part === 'object' ? part.key : part);

/** How far a body is from an alternative: another shape, then fields it doesn't know. */
const distance = (issues: Issue[]): number =>
  issues.reduce((sum, { code, path, keys }) => {
    if (code === 'invalid_type' && !path?.length) return sum + 1000;
    return sum + 1 + 10 * (keys?.length ?? 0);
  }, 0);

const summary = (errors: FieldError[]): string =>
  `Mend these fields and send it again: ${errors.map(({ field }) => field).join(', ')}.`;
