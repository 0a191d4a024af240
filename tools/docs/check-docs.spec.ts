import { describe, expect, it } from '@jest/globals';
import { runInTree } from '../run-in-tree.js';

const sound = {
  'package.json': JSON.stringify({ scripts: { jest: 'jest', start: 'node .' } }),
  'libs/trip/src/index.ts': '',
  'libs/trip/src/trip.spec.ts': '',
  'libs/trip/README.md': '# The trip\n\n[The map](../../docs/architecture.md#the-map)\n',
  'docs/architecture.md': [
    '# Architecture',
    '## The map',
    '| Folder | Holds |\n| --- | --- |\n| `docs` | documents |\n| [libs/trip](../libs/trip) | trips, in `libs` |',
    '## What `npm start` does: [a link](#the-map)',
    'See [above](#what-npm-start-does-a-link). Run `npm run jest -- libs/trip` and `npm run start`.\n',
  ].join('\n\n'),
};

const unsound: [fault: string, document: string, found: string][] = [
  ['a link to no file', '[a](gone.md)', 'broken link: there is no docs/gone.md'],
  ['a link to no folder', '[a](../libs/gone/)', 'broken link: there is no libs/gone'],
  ['a link definition to no file', '[a]\n\n[a]: gone.md', 'broken link: there is no docs/gone.md'],
  ['an anchor without a heading here', '[a](#gone)', 'has no heading #gone'],
  [
    'an anchor without a heading elsewhere',
    '[a](architecture.md#gone)',
    'broken anchor: docs/architecture.md has no heading #gone',
  ],
  [
    'a link whose text is the name of another file',
    '[index.md](architecture.md)',
    'misnamed link: index.md leads to docs/architecture.md',
  ],
  ['a heading glued to a paragraph', 'text\n## Heading', 'MD022'],
  ['a table row that lacks a cell', '| a | b |\n| --- | --- |\n| c |', 'MD056'],
  ['a script that does not exist', '`npm run gone`', 'no script gone in package.json'],
  ['a test that does not exist', '`npm run jest -- libs/gone`', 'no test file matches libs/gone'],
];

describe('check:docs', () => {
  it('accepts documents whose links, anchors, commands and map are right', () => {
    const { status, lines } = runInTree('docs/check-docs.js', sound);

    expect(lines).toEqual(['2 documents checked, 0 problems']);
    expect(status).toBe(0);
  });

  describe('in documents with one fault each', () => {
    const documents = unsound.map(([, text], index) => [
      `docs/${index}.md`,
      `# Title\n\n${text}\n`,
    ]);
    const { status, lines } = runInTree('docs/check-docs.js', {
      ...sound,
      ...Object.fromEntries(documents),
    });

    it('exits with 1 and finds no other fault', () => {
      expect(status).toBe(1);
      expect(lines).toHaveLength(unsound.length + 1);
    });

    it.each(unsound.map(([fault, , found], index) => [fault, found, index] as const))(
      'finds %s',
      (_fault, found, index) => {
        const line = lines.find((each) => each.startsWith(`docs/${index}.md:`));
        expect(line).toContain(found);
      },
    );
  });

  it('finds a folder of the first two levels that the map does not name', () => {
    const { status, lines } = runInTree('docs/check-docs.js', {
      ...sound,
      'libs/geo/src/index.ts': '',
      '.ci/run': '',
    });

    expect(lines.slice(0, 2)).toEqual([
      'docs/architecture.md the map does not name the folder .ci',
      'docs/architecture.md the map does not name the folder libs/geo',
    ]);
    expect(status).toBe(1);
  });
});
