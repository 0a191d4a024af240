import { describe, expect, it } from '@jest/globals';
import { MOST_COLUMNS, wrapParts } from './text-table.js';

describe('wrapParts', () => {
  it('a short list is one line', () => {
    expect(wrapParts(['window 10 s', 'patience 600 s'])).toBe('window 10 s, patience 600 s');
  });

  it('a long list is broken between its parts, and no part is lost', () => {
    const parts = Array.from({ length: 40 }, (_, i) => `rule number ${i}`);
    const lines = wrapParts(parts).split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(MOST_COLUMNS);
    expect(
      lines
        .join(' ')
        .split(/, +/)
        .map((part) => part.trim()),
    ).toEqual(parts);
  });
});
