import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { checkGroups } from './all-checks.js';

const document = readFileSync(new URL('../../../docs/conformance.md', import.meta.url), 'utf8');
const checks = checkGroups.flatMap((group) => group.checks);

/** Prettier pads the cells of a table. */
const rows = document.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));

describe('the checks of the conformance kit', () => {
  it('gives each check an id that no other check and no group has', () => {
    const ids = [...checks.map(({ id }) => id), ...checkGroups.map(({ name }) => name)];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(checks)('describes $id in the document with the same words', (check) => {
    const { id, level, title, why } = check;
    expect(rows).toContainEqual(['', `\`${id}\``, level, title, why, '']);
  });

  it.each(checks)('lists $id in the table of results', ({ id }) => {
    const results = rows.filter(([, name]) => name === `\`${id}\``);
    expect(results.map(({ length }) => length)).toEqual([6, 12]);
  });
});
