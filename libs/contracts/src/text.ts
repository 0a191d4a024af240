import { z } from 'zod';

/**
 * Text typed by a person. Control characters are refused: NUL can't be stored by
 * Postgres, CR and LF would start a new line in a log or an SSE frame. A lone
 * surrogate is refused too, because it has no UTF-8 form and would come back changed.
 *
 * @param maxLength longest accepted text, in UTF-16 code units, after trimming
 */
export const text = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode');

/** A UUID of any version; ids that Tripstream makes are UUIDv7 (RFC 9562, section 5.7). */
export const uuid = z.uuid().toLowerCase();

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const timestamp = z.iso.datetime();

/** The body of a command that needs none: nothing, null or `{}`. */
export const emptyRequestSchema = z.strictObject({}).nullish();
