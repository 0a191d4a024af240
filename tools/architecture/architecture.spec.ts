import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dependencyCases, STUB, type DependencyCase } from './dependency-cases.js';
import { faultyCases, soundCases } from './lint-cases.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-architecture-')));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const foldersIn = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

interface Cruise {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

interface Linting {
  found: Record<string, { rule: string; message: string }[]>;
  ownRules: string[];
  messagesOfBans: string[];
}

/** The imports of this repository: dependency-cruiser reads them from the nearest manifest. */
function writeManifest(path: string): void {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, object>;
  const sourceIn = (path: string) => ({ '@tripstream/source': `./${path}/src/index.ts` });
  const packages = foldersIn('packages').map((name) => [`#${name}`, sourceIn(`packages/${name}`)]);
  const imports = { '#*': sourceIn('libs/*'), ...Object.fromEntries(packages) };
  write(path, JSON.stringify({ type: 'module', imports, dependencies, devDependencies }));
}

function writeTree({ rule, broken, allowed }: DependencyCase): void {
  const files = { ...broken, ...allowed };
  const names = Object.values(files).flatMap((source) => /'#([\w-]+)'/.exec(source)?.[1] ?? []);
  for (const parent of ['libs', 'packages']) {
    for (const name of names.filter((each) => foldersIn(parent).includes(each))) {
      write(`trees/${rule}/${parent}/${name}/src/index.ts`, STUB);
    }
  }
  for (const [path, source] of Object.entries(files)) write(`trees/${rule}/${path}`, source);
  writeManifest(`trees/${rule}/package.json`);
}

/** The rules that each file of the trees breaks, as `rule: path`, by tree. */
async function cruise(): Promise<Map<string, string[]>> {
  dependencyCases.forEach(writeTree);
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.js');
  const command = [cruiser, '--config', config, '--output-type', 'json', 'trees'];
  // The cruiser exits with the number of violations.
  const { stdout } = await run(process.execPath, command, { cwd: folder, maxBuffer: 1e8 }).catch(
    (error: unknown) => error as { stdout: string },
  );
  const violations = new Map<string, string[]>();
  for (const { from, rule } of (JSON.parse(stdout) as Cruise).summary.violations) {
    const [, tree = '', path = ''] = /^trees\/([^/]+)\/(.+)/.exec(from) ?? [];
    violations.set(tree, [...(violations.get(tree) ?? []), `${rule.name}: ${path}`]);
  }
  return violations;
}

async function lint(): Promise<Linting> {
  for (const { path, source } of [...faultyCases, ...soundCases]) write(`lint/${path}`, source);
  const tsconfig = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noEmit: true, jsx: 'react-jsx' },
    include: ['**/*.ts', '**/*.tsx'],
    exclude: [],
  };
  write('lint/tsconfig.json', JSON.stringify(tsconfig));
  const command = [join(import.meta.dirname, 'lint-tree.js'), join(folder, 'lint')];
  const { stdout } = await run(process.execPath, command, { cwd: root, maxBuffer: 1e8 });
  return JSON.parse(stdout) as Linting;
}

async function rulesOfCruiser(): Promise<string[]> {
  const { default: config } = (await import(join(root, '.dependency-cruiser.js'))) as {
    default: { forbidden: { name: string }[] };
  };
  return config.forbidden.map((rule) => rule.name);
}

describe('the architecture rules', () => {
  let violations: Map<string, string[]>;
  let linting: Linting;

  beforeAll(async () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    [violations, linting] = await Promise.all([cruise(), lint()]);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('each rule of dependency-cruiser has a case', async () => {
    expect(dependencyCases.map(({ rule }) => rule).sort()).toEqual((await rulesOfCruiser()).sort());
  });

  it('each library and each app has an arrow', async () => {
    const folders = ['libs', 'packages', 'apps']
      .flatMap(foldersIn)
      .filter((it) => it !== 'testing');
    expect(await rulesOfCruiser()).toEqual(
      expect.arrayContaining(folders.map((name) => `arrow-${name}`)),
    );
  });

  it.each(dependencyCases)(
    'dependency-cruiser reports the files that break $rule and no near miss',
    ({ rule, broken }) => {
      const expected = Object.keys(broken).map((path) => `${rule}: ${path}`);
      expect([...new Set(violations.get(rule))].sort()).toEqual(expected.sort());
    },
  );

  it('each rule that eslint.config.js sets itself has a case', () => {
    const proven = new Set(faultyCases.flatMap(({ rules }) => rules));
    expect(linting.ownRules.filter((rule) => !proven.has(rule))).toEqual([]);
  });

  it('each message of tools/lint/bans.js has a case', () => {
    const messages = faultyCases.flatMap(({ path }) =>
      (linting.found[path] ?? []).map(({ message }) => message),
    );
    const unproven = linting.messagesOfBans.filter(
      (ban) => !messages.some((message) => message.includes(ban)),
    );
    expect(unproven).toEqual([]);
  });

  it.each(faultyCases)('ESLint reports $shape', ({ path, rules, message = '' }) => {
    const found = linting.found[path] ?? [];
    expect([...new Set(found.map(({ rule }) => rule))].sort()).toEqual(rules);
    expect(found[0]?.message).toContain(message);
  });

  it.each(soundCases)('ESLint accepts $shape', ({ path }) => {
    expect(linting.found[path]).toEqual([]);
  });
});
