import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyRequestSchema, removeHidden, text, uuid } from './text.js';

const schema = text(20);
const accepts = (value: unknown) => schema.safeParse(value).success;

describe('text', () => {
  it.each([
    ['NUL', '\u0000'],
    ['LF', '\n'],
    ['CR', '\r'],
    ['TAB', '\t'],
    ['ESC', '\u001b'],
    ['DEL', '\u007f'],
    ['NEL', '\u0085'],
    ['CSI', '\u009b'],
  ])('refuses text with %s', (_name, character) => {
    expect(accepts(`a${character}b`)).toBe(false);
  });

  it.each([
    ['a right-to-left override', 'Ada\u202egnp.'],
    ['an isolate', '\u2066Ada\u2069'],
    ['a right-to-left mark', 'Ada\u200f'],
    ['an Arabic letter mark', 'Ada\u061c'],
    ['a zero width space', 'A\u200bda'],
    ['a joiner between Latin letters', 'A\u200dda'],
    ['a non-joiner between Latin letters', 'A\u200cda'],
    ['a joiner at the end', 'Ada\u200d'],
    ['a word joiner', 'A\u2060da'],
    ['a byte order mark', 'A\ufeffda'],
    ['a soft hyphen', 'A\u00adda'],
    ['a Hangul filler', 'A\u3164da'],
    ['tags without a flag', 'Ada\u{e0041}\u{e007f}'],
    ['a variation selector of ideographs', 'Ada\u{e0100}'],
    ['the form of an emoji behind a letter', 'A\ufe0fda'],
    ['the form of an emoji and a joiner behind a letter', 'A\ufe0f\u200d\u{1f525}'],
    ['the form of text again and again', 'Ada\ufe0e\ufe0e\ufe0e'],
    ['a blank pattern of Braille', 'Ada\u2800'],
    ['an empty note head', 'Ada\u{1d159}'],
    ['a joiner of hieroglyphs', 'Ada\u{13430}'],
    ['a line separator', 'Ada\u2028Bob'],
    ['sixteen accents on a letter', `A${'\u0301'.repeat(16)}`],
  ])('refuses text with %s', (_name, value) => {
    expect(accepts(value)).toBe(false);
    expect(accepts(removeHidden(value))).toBe(true);
  });

  it.each([
    ['an emoji of joined parts', '\u{1f469}\u{1f3fd}\u200d\u{1f680}'],
    ['a heart with its form', '\u2764\ufe0f\u200d\u{1f525}'],
    ['the flag of Scotland', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['Persian with a non-joiner', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['Arabic and Hebrew without marks', '\u0639\u0644\u064a \u05d3\u05d5\u05d3'],
    ['a digit in a keycap', '1\ufe0f\u20e3'],
    ['a sun with its form', '\u2600\ufe0f'],
    ['two women and a heart', '\u{1f469}\u200d\u2764\ufe0f\u200d\u{1f469}'],
    ['Vietnamese in decomposed letters', 'Nguye\u0302\u0303n'],
    ['an Arabic sign that encloses a number', '\u06dd\u0661'],
    ['Sinhala with a joiner', '\u0dc1\u0dca\u200d\u0dbb\u0dd3'],
  ])('accepts %s without a change', (_name, value) => {
    expect(schema.parse(value)).toBe(value);
    expect(removeHidden(value)).toBe(value);
  });

  it.each(['\ud800', '\udc00', 'a\ud83d'])(
    'refuses %j, which has half a surrogate pair',
    (value) => {
      expect(accepts(value)).toBe(false);
    },
  );

  it.each(['', '   ', '\u3000', 5, null, undefined, {}, []])('refuses %j', (value) => {
    expect(accepts(value)).toBe(false);
  });

  it.each(['Ada', 'Åsa Öberg', '李雷', '👩‍🚀', "Robert'); DROP--", '<b>'])(
    'accepts %j without a change',
    (value) => {
      expect(schema.parse(value)).toBe(value);
    },
  );

  it('trims text, and limits its length after that', () => {
    expect(schema.parse(`  ${'x'.repeat(20)}  `)).toBe('x'.repeat(20));
    expect(accepts('x'.repeat(21))).toBe(false);
  });

  it('accepts only text that survives UTF-8 and stays on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (value) => {
        const parsed = schema.safeParse(value);
        if (!parsed.success) return;
        expect(Buffer.from(parsed.data, 'utf8').toString('utf8')).toBe(parsed.data);
        expect(parsed.data).not.toMatch(/[\0\r\n]/);
      }),
    );
  });
});

describe('uuid', () => {
  it('converts capitals to lower case', () => {
    const id = '01890000-0000-7000-8000-00000000000a';
    expect(uuid.parse(id.toUpperCase())).toBe(id);
  });

  it.each(['', '1', 'me', '01890000000070008000000000000001', '../etc/passwd'])(
    'refuses %j',
    (value) => {
      expect(uuid.safeParse(value).success).toBe(false);
    },
  );
});

describe('emptyRequestSchema', () => {
  it.each([[undefined], [null], [{}]])('accepts %j', (value) => {
    expect(emptyRequestSchema.safeParse(value).success).toBe(true);
  });

  it.each([[[]], [''], [0], [{ force: true }]])('refuses %j', (value) => {
    expect(emptyRequestSchema.safeParse(value).success).toBe(false);
  });
});
