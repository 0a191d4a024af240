import fc from 'fast-check';
import { removeHidden } from '#contracts';

/** These texts end lines, frames, strings or identifiers in some parser, or imitate a frame. */
const HOSTILE_PIECES = [
  '\r',
  '\n',
  '\r\n\r\n',
  '\0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\uFEFF',
  '\uD800',
  '\uDC00',
  '\n\nevent: error\ndata: {}\n\n',
  '\n\nid: x-99\ndata: y\n\n',
  '\rid: x-99\r\r',
  'data: {}',
  'id: x-99',
  'event: error',
  ': comment',
  'retry: 1',
  '"}',
  '\\',
  '\u202E',
  '🚕',
];

const piece = fc.oneof(
  fc.constantFrom(...HOSTILE_PIECES),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

/** Generates hostile text of at most 16 characters, which fits every field. */
export const anyText = fc
  .array(piece, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('').slice(0, 16));

/** Generates hostile text that passes the validation of the server. */
export const allowedText = anyText
  .map((text) => removeHidden(text.replace(/\p{Cc}/gu, ' ')).trim())
  .filter((text) => text !== '' && text.isWellFormed());
