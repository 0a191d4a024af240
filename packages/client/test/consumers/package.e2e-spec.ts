import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { publint } from 'publint';
import { EmptyProject, packClient, type Tarball } from './empty-project.js';

/** The bound of the whole package, in bytes; ADR 0029 has what it consists of. */
const MAX_TARBALL_BYTES = 82_000;

let tarball: Tarball;
let project: EmptyProject;

beforeAll(async () => {
  tarball = await packClient();
  project = await EmptyProject.create(tarball);
  await project.link('react');
});
afterAll(async () => {
  await Promise.all([project.remove(), tarball.remove()]);
});

describe('the tarball', () => {
  it('the tarball is smaller than 82 KB of 1,000 bytes', () => {
    expect(tarball.size).toBeLessThan(MAX_TARBALL_BYTES);
    expect(tarball.size).toBeGreaterThan(MAX_TARBALL_BYTES / 2);
  });

  it('the build and the documents are in the tarball, and no source, test or intermediate file', () => {
    const others = tarball.files.filter(
      (path) =>
        !/^(dist\/.+\.(js|cjs|d\.ts)|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/.test(path),
    );
    expect(others).toEqual([]);
    expect(tarball.files).toEqual(
      expect.arrayContaining([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/index.js',
        'dist/types.d.ts',
      ]),
    );
  });

  it('publint has nothing to say about it', async () => {
    const pkgDir = project.path('node_modules/@tripstream/client');
    const { messages } = await publint({ pkgDir, strict: true });
    expect(messages).toEqual([]);
  });

  it('TypeScript finds the right types of every sub-path', async () => {
    const data = new Uint8Array(await readFile(tarball.path));
    const analysis = await checkPackage(createPackageFromTarballData(data));
    if (!analysis.types) throw new Error('The package has no types');
    const { problems, entrypoints } = analysis;
    // A CommonJS program gets an ES module, which is what the package promises. `node10` is the
    // resolution of TypeScript before 4.7, which knows no sub-paths of `exports`.
    const others = problems.filter(
      (problem) =>
        problem.kind !== 'CJSResolvesToESM' &&
        !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
    );
    expect(others).toEqual([]);
    expect(Object.keys(entrypoints)).toEqual(
      expect.arrayContaining(['.', './commands', './protocol']),
    );
  });

  it.each(['index', 'commands', 'react', 'testing', 'protocol'])(
    'the declarations of %s have a value for each that the module has, and types for the rest',
    async (name) => {
      const file = project.path(`node_modules/@tripstream/client/dist/${name}`);
      const declared = await readFile(`${file}.d.ts`, 'utf8');
      const [, list = ''] = /^export \{([^}]+)\}/.exec(declared) ?? [];
      const names = list.split(',').map((each) => each.trim());
      const print = `import('${file}.js').then((all) => console.log(Object.keys(all).join()))`;
      const { stdout } = await project.run(process.execPath, '--eval', print);
      const values = names.filter((each) => !each.startsWith('type '));
      expect(values.sort()).toEqual(stdout.trim().split(',').sort());
    },
  );

  it('names no other package, and no file of the repository', async () => {
    for (const path of tarball.files.filter((name) => name.startsWith('dist/'))) {
      const text = await readFile(project.path(`node_modules/@tripstream/client/${path}`), 'utf8');
      const imported = [...text.matchAll(/(?:from|import|require)\s*\(?['"]([^'"]+)['"]/g)];
      const outside = imported
        .map(([, name = '']) => name)
        .filter((name) => !/^(\.|node:|react$|@tripstream\/client)/.test(name));
      expect({ path, outside }).toEqual({ path, outside: [] });
    }
  });
});
