import { describe, expect, it } from '@jest/globals';
import { formatLinks } from './start-links.js';

describe('formatLinks', () => {
  it('each page has a line with its address', () => {
    const lines = formatLinks('http://127.0.0.1:3000').split('\n');
    expect(lines).toContain('  Rider       http://127.0.0.1:3000/rider');
    expect(lines).toContain('  API         http://127.0.0.1:3000/docs');
  });
});
