import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const fixtures = join(import.meta.dirname, 'fixtures');
const config = join(root, '.dependency-cruiser.js');

const namesIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

interface Cruise {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

async function cruiseFixtures(): Promise<Map<string, Set<string>>> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const command = [cruiser, '--config', config, '--output-type', 'json', '.'];
  const { stdout } = await run(process.execPath, command, { cwd: fixtures, maxBuffer: 1e8 });
  const broken = new Map(namesIn(fixtures).map((name) => [name, new Set<string>()]));
  for (const { from, rule } of (JSON.parse(stdout) as Cruise).summary.violations) {
    broken.get(from.split('/')[0] ?? '')?.add(rule.name);
  }
  return broken;
}

async function rulesOfConfig(): Promise<string[]> {
  const { default: cruiser } = (await import(config)) as {
    default: { forbidden: { name: string }[] };
  };
  return cruiser.forbidden.map((rule) => rule.name);
}

describe('the arrows', () => {
  let broken: Map<string, Set<string>>;

  beforeAll(async () => {
    broken = await cruiseFixtures();
  });

  it('each have a fixture, and each fixture a rule', async () => {
    expect(namesIn(fixtures).sort()).toEqual((await rulesOfConfig()).sort());
  });

  it.each(namesIn(fixtures))('%s is broken by its fixture, and no other rule is', (name) => {
    expect([...(broken.get(name) ?? [])]).toEqual([name]);
  });
});

interface Linted {
  name: string;
  expected: string[];
  found: string[];
}

describe('the lint rules of our own', () => {
  let linted: Map<string, Linted>;

  beforeAll(async () => {
    const script = join(import.meta.dirname, 'lint-fixtures.js');
    const { stdout } = await run(process.execPath, [script], { cwd: root });
    linted = new Map((JSON.parse(stdout) as Linted[]).map((result) => [result.name, result]));
  });

  it.each(namesIn(join(import.meta.dirname, 'lint-fixtures')))('%s is judged right', (name) => {
    const { expected, found } = linted.get(name) ?? { expected: ['a fixture'], found: [] };
    expect(found).toEqual(expected[0] === 'nothing' ? [] : expected);
  });
});
