import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { variants } from './src/broken/variants.js';
import { checkout, compiled } from './src/target/checkout.js';

/** The variants are loaded from `dist`, which `npm test` has built; a single spec may be the first to need it. */
beforeAll(() => {
  if (existsSync(compiled('chaos/src/main.ts'))) return;
  spawnSync('npm', ['run', '--silent', 'build:chaos'], { cwd: checkout, stdio: 'inherit' });
}, 120_000);

const preloads = variants.flatMap(({ name, target }) =>
  (target.preloads ?? []).map((module) => ({ name, module })),
);

/** A method that was renamed would fail the variant only in `npm run test:faults`. */
describe('the broken designs of the fault suite', () => {
  it.each(preloads)('the variant $name replaces methods that exist', ({ module }) => {
    const url = pathToFileURL(compiled(module)).href;
    const { status, stderr } = spawnSync(process.execPath, ['--import', url, '--eval', ''], {
      cwd: checkout,
      encoding: 'utf8',
    });
    // A newer Node.js may warn on the standard error output.
    expect(status === 0 ? '' : stderr).toBe('');
  });
});
