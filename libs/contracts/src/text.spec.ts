import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyRequestSchema, text, uuid } from './text.js';

const schema = text(20);
const accepts = (value: unknown) => schema.safeParse(value).success;

describe('text of a person', () => {
  it.each([
    ['NUL', '\u0000'],
    ['LF', '\n'],
    ['CR', '\r'],
    ['TAB', '\t'],
    ['ESC', '\u001b'],
    ['DEL', '\u007f'],
    ['NEL', '\u0085'],
    ['CSI', '\u009b'],
  ])('with %s in it is refused', (_name, character) => {
    expect(accepts(`a${character}b`)).toBe(false);
  });

  it.each(['\ud800', '\udc00', 'a\ud83d'])('with half a surrogate pair is refused', (value) => {
    expect(accepts(value)).toBe(false);
  });

  it.each(['', '   ', '\u3000', 5, null, undefined, {}, []])('is not %j', (value) => {
    expect(accepts(value)).toBe(false);
  });

  it.each(['Ada', 'Åsa Öberg', '李雷', '👩‍🚀', 'a\u2028b', "Robert'); DROP--", '<b>'])(
    'may be %j, and comes back as it is',
    (value) => {
      expect(schema.parse(value)).toBe(value);
    },
  );

  it('is trimmed, and its length counts after that', () => {
    expect(schema.parse(`  ${'x'.repeat(20)}  `)).toBe('x'.repeat(20));
    expect(accepts('x'.repeat(21))).toBe(false);
  });

  it('that is accepted survives UTF-8 and keeps to one line', () => {
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

describe('an id', () => {
  it('is the same in capitals', () => {
    const id = '01890000-0000-7000-8000-00000000000a';
    expect(uuid.parse(id.toUpperCase())).toBe(id);
  });

  it.each(['', '1', 'me', '01890000000070008000000000000001', '../etc/passwd'])(
    'is not %j',
    (value) => {
      expect(uuid.safeParse(value).success).toBe(false);
    },
  );
});

describe('the body of a command that needs none', () => {
  it.each([[undefined], [null], [{}]])('may be %j', (value) => {
    expect(emptyRequestSchema.safeParse(value).success).toBe(true);
  });

  it.each([[[]], [''], [0], [{ force: true }]])('is not %j', (value) => {
    expect(emptyRequestSchema.safeParse(value).success).toBe(false);
  });
});
