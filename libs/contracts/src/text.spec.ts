import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyRequestSchema, text, uuid } from './text.js';

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

  it.each(['\ud800', '\udc00', 'a\ud83d'])(
    'refuses %j, which has half a surrogate pair',
    (value) => {
      expect(accepts(value)).toBe(false);
    },
  );

  it.each(['', '   ', '\u3000', 5, null, undefined, {}, []])('refuses %j', (value) => {
    expect(accepts(value)).toBe(false);
  });

  it.each(['Ada', 'Åsa Öberg', '李雷', '👩‍🚀', 'a\u2028b', "Robert'); DROP--", '<b>'])(
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
