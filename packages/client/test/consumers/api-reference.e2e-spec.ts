import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { packClient } from './empty-project.js';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const reference = fileURLToPath(new URL('../../../../docs/client-api/', import.meta.url));
const entries = ['index', 'commands', 'react', 'testing', 'protocol'];

beforeAll(async () => {
  const tarball = await packClient();
  await tarball.remove();
});

/** The functions, classes and constants that the package exports, with their docstrings. */
async function exportedValues(): Promise<{ name: string; doc: string }[]> {
  const names = new Set<string>();
  for (const entry of entries) {
    const text = await readFile(join(packageFolder, `dist/${entry}.d.ts`), 'utf8');
    for (const [name] of text.replace(/from .*/, '').matchAll(/\w+/g)) names.add(name);
  }
  const file = join(packageFolder, 'dist/types.d.ts');
  const source = ts.createSourceFile(
    file,
    await readFile(file, 'utf8'),
    ts.ScriptTarget.ES2022,
    true,
  );
  return source.statements.flatMap((statement) => {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [];
    const declaration = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]
      : statement;
    const name = (declaration as { name?: ts.Identifier } | undefined)?.name?.text;
    if (name === undefined || !names.has(name)) return [];
    const doc = ts.getJSDocCommentsAndTags(statement).map((node) => node.getText());
    return [{ name, doc: doc.join('\n') }];
  });
}

describe('the documents of the package', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tripstream-docs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('every exported function, class and constant has an example', async () => {
    const values = await exportedValues();
    expect(values.length).toBeGreaterThan(15);
    const without = values.filter(({ doc }) => !doc.includes('@example'));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('docs/client-api is what `npm run docs:client` writes', async () => {
    const command = ['run', '--silent', 'docs', '--', '--out', folder];
    await promisify(execFile)('npm', command, { cwd: packageFolder });
    const files = await readdir(folder);
    expect(files.sort()).toEqual((await readdir(reference)).sort());
    for (const file of files) {
      const written = await readFile(join(folder, file), 'utf8');
      const kept = await readFile(join(reference, file), 'utf8');
      expect(`${file}\n${kept}`).toBe(`${file}\n${written}`);
    }
  });
});
