import { describe, expect, it } from '@jest/globals';
import { runInTree } from './run-in-tree.js';

interface LockedPackage {
  license?: string;
  dev?: boolean;
  link?: boolean;
}

function check(name: string, entry: LockedPackage) {
  const packages = {
    '': { license: 'UNLICENSED' },
    'tools/schematics': {},
    [`node_modules/${name}`]: { version: '1.0.0', ...entry },
  };
  return runInTree('check-licences.js', { 'package-lock.json': JSON.stringify({ packages }) });
}

describe('check:licences', () => {
  it.each(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT'])('accepts %s', (license) => {
    expect(check('some-package', { license })).toEqual({ status: 0, lines: [] });
  });

  it.each(['GPL-3.0-only', 'Apache-2.0 AND GPL-3.0-only', 'SEE LICENSE IN LICENSE.txt', ''])(
    'refuses "%s" and names the package',
    (license) => {
      const { status, lines } = check('some-package', { license });
      expect(status).toBe(1);
      expect(lines[0]).toBe(`some-package@1.0.0 (a package of the server): ${license}`);
    },
  );

  it('refuses a package that names no licence', () => {
    const { status, lines } = check('@scope/some-package', { dev: true });
    expect(status).toBe(1);
    expect(lines[0]).toBe('@scope/some-package@1.0.0 (a tool): no licence');
  });

  it('accepts a reviewed tool under its own licence only', () => {
    expect(check('axe-core', { license: 'MPL-2.0', dev: true }).status).toBe(0);
    expect(check('axe-core', { license: 'GPL-3.0-only', dev: true }).status).toBe(1);
    expect(check('other-core', { license: 'MPL-2.0', dev: true }).status).toBe(1);
  });

  it('refuses a reviewed tool that the server would hold', () => {
    expect(check('axe-core', { license: 'MPL-2.0' }).status).toBe(1);
  });

  it('needs no licence of a package of this repository', () => {
    expect(check('@tripstream/schematics', { link: true }).status).toBe(0);
  });
});
