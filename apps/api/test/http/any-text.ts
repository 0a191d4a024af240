import fc from 'fast-check';

/** What ends lines, frames, strings and identifiers somewhere, and what looks like a frame. */
const HOSTILE = [
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

const piece = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 6 }));

/** Text as nobody should send it; short enough for every field. */
export const anyText = fc
  .array(piece, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('').slice(0, 16));

/** Text that no rule of ours refuses, if hostile all the same. */
export const allowedText = anyText
  .map((text) => text.replace(/\p{Cc}/gu, ' ').trim())
  .filter((text) => text !== '' && text.isWellFormed());
