import type { PipeTransform, ArgumentMetadata } from '@nestjs/common';
import type { FieldError } from '#contracts';
import { DomainError } from '#platform';

/** The used fields of a zod issue, which Standard Schema's issue hides. */
interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  code?: string;
  /** Present with the code `unrecognized_keys`. */
  keys?: string[];
  /** Present with the code `invalid_union`: the issues of each alternative. */
  errors?: Issue[][];
}

/** The most fields that an answer lists: a body of unknown fields would get a longer answer. */
const MAX_ERRORS = 20;
/** The longest name of a field in an answer. The client chose the names of unknown fields. */
const MAX_NAME_LENGTH = 100;

/**
 * Validates a request by the `{ schema }` of its route, and lists its first invalid fields. Nest's
 * `StandardSchemaValidationPipe` also removes `__proto__`, which the parser of bodies refuses, and
 * makes promises for a schema that needs none.
 */
class SchemaValidationPipe implements PipeTransform {
  transform(value: unknown, { schema }: ArgumentMetadata): unknown {
    const result = schema?.['~standard'].validate(value);
    if (!result) return value;
    if ('then' in result) throw new Error('A schema of a route must not need a promise.');
    if (!result.issues) return result.value;
    const found = result.issues
      .slice(0, MAX_ERRORS + 1)
      .flatMap((issue) => toFieldErrors(issue as Issue, ''));
    const errors = found.slice(0, MAX_ERRORS).map(shorten);
    const isCut = found.length > MAX_ERRORS;
    throw new DomainError('VALIDATION_FAILED', summary(errors, isCut), { errors });
  }
}

export const schemaValidationPipe = new SchemaValidationPipe();

const shorten = ({ field, message }: FieldError): FieldError => ({
  field: field.slice(0, MAX_NAME_LENGTH).toWellFormed(),
  message,
});

/** @returns the fields of an issue; more than an answer lists for one with as many */
function toFieldErrors(issue: Issue, parent: string): FieldError[] {
  const field = [parent, ...(issue.path ?? []).map(nameOf)].filter((part) => part !== '').join('.');
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).slice(0, MAX_ERRORS + 1).map((key) => ({
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

/** The distance of a body from an alternative: a wrong type weighs most, then unknown fields. */
const distance = (issues: Issue[]): number =>
  issues.reduce((sum, { code, path, keys }) => {
    if (code === 'invalid_type' && !path?.length) return sum + 1000;
    return sum + 1 + 10 * (keys?.length ?? 0);
  }, 0);

const summary = (errors: FieldError[], isCut: boolean): string => {
  const fields = errors.map(({ field }) => field).join(', ');
  return `Mend these fields and send it again: ${fields}${isCut ? ', and others' : ''}.`;
};
