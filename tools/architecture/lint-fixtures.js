/**
 * Lints each tree of lint-fixtures/ under the rules that hold for the path it
 * stands for, with types, and prints `[{ name, expected, found }]`.
 * A process of its own: ESLint and TypeScript do not belong inside Jest.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import rxjs from 'eslint-plugin-rxjs-x';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(import.meta.dirname, 'lint-fixtures');
const project = new ESLint({ cwd: root });

const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

async function lint(file, name) {
  const standsFor = join(root, relative(join(fixtures, name), file));
  const { rules } = await project.calculateConfigForFile(standsFor);
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.ts'],
      languageOptions: {
        parser: tseslint.parser,
        parserOptions: { projectService: true, tsconfigRootDir: fixtures },
      },
      plugins: { '@typescript-eslint': tseslint.plugin, 'rxjs-x': rxjs },
      rules,
    },
  });
  const [result] = await eslint.lintFiles([file]);
  return result.messages.map(({ ruleId, message }) => ruleId ?? message);
}

const results = [];
for (const entry of readdirSync(fixtures, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  for (const file of filesOf(join(fixtures, entry.name))) {
    const [, expected = ''] = /^\/\/ expect: (.+)/.exec(readFileSync(file, 'utf8')) ?? [];
    const found = [...new Set(await lint(file, entry.name))].sort();
    results.push({ name: entry.name, expected: expected.split(' '), found });
  }
}
process.stdout.write(JSON.stringify(results));
