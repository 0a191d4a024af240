import { z } from 'zod';

/**
 * Characters that a reader doesn't see: controls for the direction of text, with which a name is
 * read as another one, and characters without a width, with which two names look the same.
 */
const HIDDEN_CHARACTERS = [
  '\\u00ad',
  '\\u034f',
  '\\u061c',
  '\\u115f',
  '\\u1160',
  '\\u17b4',
  '\\u17b5',
  '\\u180b-\\u180f',
  '\\u200b-\\u200f',
  '\\u202a-\\u202e',
  '\\u2060-\\u206f',
  '\\u3164',
  '\\ufe00-\\ufe0d',
  '\\ufeff',
  '\\uffa0',
  '\\ufff9-\\ufffb',
  '\\u{1bca0}-\\u{1bca3}',
  '\\u{1d173}-\\u{1d17a}',
  '\\u{e0000}-\\u{e01ef}',
];
const HIDDEN = new RegExp(HIDDEN_CHARACTERS.map((range) => `[${range}]`).join('|'), 'gu');

/** The scripts whose spelling needs joiners and non-joiners. */
const JOINED_SCRIPTS = [
  'Arabic',
  'Syriac',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Khmer',
  'Myanmar',
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/**
 * The places where hidden characters belong: joiners within emoji and within scripts that need
 * them, and the tags of the flags of regions, such as that of Scotland.
 */
const SHAPED = [
  /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d(?=\p{Extended_Pictographic})/gu,
  new RegExp(`[${JOINED_SCRIPTS}](?:\\u200c|\\u200d)(?=[${JOINED_SCRIPTS}])`, 'gu'),
  /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f}/gu,
];

const hasHidden = (value: string): boolean =>
  SHAPED.reduce((rest, shaped) => rest.replace(shaped, ''), value).search(HIDDEN) >= 0;

/** @returns a text without control characters, and without hidden ones that don't belong there */
export function removeHidden(value: string): string {
  const printable = value.replace(/\p{Cc}/gu, '');
  return hasHidden(printable) ? printable.replace(HIDDEN, '') : printable;
}

/**
 * Text that a person typed. Control characters are refused: Postgres cannot store a NUL, and a CR
 * or LF would start a new line in a log or an SSE frame. A lone surrogate is refused too, because
 * it has no UTF-8 form and would come back changed. Hidden characters are refused, because other
 * people read the text.
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
    .refine((value) => !hasHidden(value), 'must not contain hidden or direction characters')
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode');

/** A UUID of any version. Ids that Tripstream makes are UUIDv7 (RFC 9562, section 5.7). */
export const uuid = z.uuid().toLowerCase();

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const timestamp = z.iso.datetime();

/** The body of a command that needs none: absent, null or `{}`. */
export const emptyRequestSchema = z.strictObject({}).nullish();
