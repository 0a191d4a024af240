import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { KPI_DEFINITIONS } from './kpi-definitions.js';

describe('KPI_DEFINITIONS', () => {
  it('docs/dispatch.md defines every figure in the same words', async () => {
    const page = await readFile('docs/dispatch.md', 'utf8');
    for (const { key, unit, definition } of KPI_DEFINITIONS) {
      const keys = key
        .split(', ')
        .map((name) => `\`${name}\``)
        .join(', ');
      expect(page).toContain(`| ${keys} | ${unit} | ${definition} |`);
    }
  });
});
