import { describe, expect, it } from '@jest/globals';
import { runInTree } from '../run-in-tree.js';

const measure = (files: Record<string, string>) =>
  runInTree('prose/measure-prose.js', files, ['--max', '2']);

/** One line of code each. */
const oldVoice: [where: string, code: string][] = [
  ['a line comment', '// Whoever comes late is sent away.'],
  ['a docstring', '/** Ends the stream that nobody reads. */ export const end = 1;'],
  ['a comment before a closing brace', 'export const end = () => { /* nothing is left */ };'],
  ['a comment in JSX', 'export const page = <p>{/* somebody waits */}</p>;'],
  ['a comment that names a verb of telling', '// The client is told of it.'],
];

const newVoice = [
  '/** The engine runs as the account `nobody`. The client closes the stream. */',
  "export const text = 'nobody // somebody';",
];

const fragments: [title: string, code: string][] = [
  ['and was in time wins', "it('and was in time wins', run);"],
  ['is sent once', 'it(`is sent once`, run);'],
  ['has … events', 'it(`has ${count} events`, run);'],
  ['of %s are left out', "it.each(rows)('of %s are left out', run);"],
  ['are kept for $seconds s', 'it.each`rows`("are kept for $seconds s", run);'],
  ['come in order', "test('come in order', run);"],
  ['with a cursor from another epoch', "it.skip('with a cursor from another epoch', run);"],
];

const sentences = [
  "it('fires the disconnect event when the client aborts the connection', run);",
  "it('count of events rises by one', run);",
  "it('in a stream, every number comes once', run);",
  'it(`${name} is refused`, run);',
  "describe('with two servers', run);",
];

describe('check:prose', () => {
  it('accepts comments without indefinite pronouns and titles that are sentences', () => {
    const { status, lines } = measure({
      'libs/trip/trip.ts': newVoice.join('\n'),
      'libs/trip/trip.spec.ts': sentences.join('\n'),
      'docs/a.md': '# Streams\n\n`nobody` reads [a stream](nobody.md).\n\n```js\nnobody();\n```\n',
    });

    expect(lines).toEqual([
      expect.stringMatching(/^0 indefinite pronouns in \d+ words .* 0 of 4 test titles/),
    ]);
    expect(status).toBe(0);
  });

  describe('in code of the old voice', () => {
    const { status, lines } = measure({
      'libs/geo/geo.ts': '// One sentence about the road. '.repeat(200),
      'libs/trip/trip.tsx': oldVoice.map(([, code]) => code).join('\n'),
      'libs/trip/trip.spec.ts': fragments.map(([, code]) => code).join('\n'),
      'docs/a.md':
        '# Streams\n\n```js\n```\n\n```js\n```\n\nA stream that nobody reads is ended.\n',
    });

    it.each(oldVoice.map(([where], index) => [where, index + 1] as const))(
      'finds an indefinite pronoun in %s',
      (_where, line) => {
        expect(lines.filter((each) => each.startsWith(`libs/trip/trip.tsx:${line} `))).toHaveLength(
          1,
        );
      },
    );

    it('finds an indefinite pronoun in a document', () => {
      expect(lines).toContain('docs/a.md:9 pronoun: nobody');
    });

    it.each(fragments.map(([title], index) => [title, index + 1] as const))(
      'finds the fragment "%s"',
      (title, line) => {
        expect(lines).toContain(`libs/trip/trip.spec.ts:${line} fragment: ${title}`);
      },
    );

    it('names each folder that exceeds the rate, although another folder does not', () => {
      expect(
        lines.filter((line) => line.includes('at most 2')).map((line) => line.split(':')[0]),
      ).toEqual(['documents of docs', 'comments of libs/trip', 'the whole project']);
    });

    it('exits with 1', () => {
      expect(status).toBe(1);
    });
  });
});
