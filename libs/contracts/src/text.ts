import { z } from 'zod';

/** Format characters that are seen: signs of Arabic and Kaithi that enclose a number. */
const SEEN = '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}]';
/**
 * Characters that a reader doesn't see: controls for the direction of text, with which a name is
 * read as another one, and characters without a width or a shape, with which two names look the
 * same. Unicode gives most of them a property; the blank pattern of Braille and the empty note
 * head of music are symbols without a shape.
 */
const HIDDEN_CHARACTERS = '[\\p{DI}\\p{Cf}\\p{Zl}\\p{Zp}\\u2800\\u{1d159}]';
const HIDDEN = new RegExp(`(?!${SEEN})${HIDDEN_CHARACTERS}`, 'gu');

/** No spelling stacks more marks on a letter; a stack of dozens covers the lines around it. */
const MAX_MARKS = 6;
const TOO_MANY_MARKS = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');

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
 * them, the form of an emoji, and the tags of the flags of regions, such as that of Scotland.
 */
const SHAPED = [
  /\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?\u200d(?=\p{Extended_Pictographic})/gu,
  /\p{Extended_Pictographic}[\ufe0e\ufe0f]|[#*\d]\ufe0f\u20e3/gu,
  new RegExp(`[${JOINED_SCRIPTS}](?:\\u200c|\\u200d)(?=[${JOINED_SCRIPTS}])`, 'gu'),
  /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f}/gu,
];

const hasHidden = (value: string): boolean =>
  SHAPED.reduce((rest, shaped) => rest.replace(shaped, ''), value).search(HIDDEN) >= 0;

/**
 * @returns a text without control characters, without hidden ones that don't belong there, and
 *   with at most six marks on a letter
 */
export function removeHidden(value: string): string {
  const printable = value.replace(/\p{Cc}/gu, '');
  const seen = hasHidden(printable) ? printable.replace(HIDDEN, '') : printable;
  return seen.replace(TOO_MANY_MARKS, '$1');
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
    .refine((value) => value.search(TOO_MANY_MARKS) < 0, 'must not stack marks on a letter')
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode');

/** A UUID of any version. Ids that Tripstream makes are UUIDv7 (RFC 9562, section 5.7). */
export const uuid = z.uuid().toLowerCase();

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const timestamp = z.iso.datetime();

/** The body of a command that needs none: absent, null or `{}`. */
export const emptyRequestSchema = z.strictObject({}).meta({ id: 'EmptyRequest' }).nullish();
