import { z } from 'zod';

/**
 * Text that a person typed. Control characters are refused: Postgres cannot store a NUL, and a CR
 * or LF would start a new line in a log or an SSE frame. A lone surrogate is refused too, because
 * it has no UTF-8 form and would come back changed.
 *
 * @param maxLength the longest accepted text, in UTF-16 code units, after trimming
 */
export const text = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode');

/** A UUID of any version. Ids that Tripstream makes are UUIDv7 (RFC 9562, section 5.7). */
export const uuid = z.uuid().toLowerCase();

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const timestamp = z.iso.datetime();

/** The body of a command that needs none: absent, null or `{}`. */
export const emptyRequestSchema = z.strictObject({}).nullish();
