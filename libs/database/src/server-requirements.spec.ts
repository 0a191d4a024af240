import { expect, it } from '@jest/globals';
import { findUnusable, type ServerFacts } from './server-requirements.js';

const usable: ServerFacts = {
  versionNumber: 140_000,
  role: 'app',
  deniedFunctions: [],
  isPooled: false,
};

it('PostgreSQL 14 and later can be used', () => {
  expect(findUnusable(usable)).toBeUndefined();
  expect(findUnusable({ ...usable, versionNumber: 190_001 })).toBeUndefined();
});

it.each([
  ['an old server', { versionNumber: 130_022 }, 'PostgreSQL 13, and 14 or later'],
  ['a pooler', { isPooled: true }, 'Set DATABASE_DIRECT_URL'],
  [
    'a role without the rights',
    { deniedFunctions: ['pg_control_system()'] },
    'GRANT EXECUTE ON FUNCTION pg_control_system() TO "app"',
  ],
])('%s is named in a sentence that says what to do', (_what, facts, sentence) => {
  expect(findUnusable({ ...usable, ...facts })).toContain(sentence);
});
