import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readScenarios } from './scenario-file.js';

describe('readScenarios', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scenarios-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (text: string) => {
    const file = path.join(folder, 'plan.yaml');
    await writeFile(file, text);
    return readScenarios(file);
  };

  it('a scenario has the options of the base and its own, with paths from the folder of the file', async () => {
    const scenarios = await read(`
base: { policy: batched, requests: day.csv }
scenarios:
  today:
  more cars: { drivers: 250, reposition: true }
  none sent: { reposition: false, policy: nearest }
`);
    const requests = ['--requests', path.join(folder, 'day.csv')];
    expect(scenarios).toEqual([
      { name: 'today', args: ['--policy', 'batched', ...requests] },
      {
        name: 'more cars',
        args: ['--policy', 'batched', ...requests, '--drivers', '250', '--reposition'],
      },
      { name: 'none sent', args: ['--policy', 'nearest', ...requests, '--no-reposition'] },
    ]);
  });

  it.each([
    ['scenarios: {}', /plan.yaml: scenarios: has no scenario/],
    ['{', /plan.yaml: line 1: /],
    ['scenarios:\n  a: [1]', /plan.yaml: scenarios.a: /],
    ['scenario:\n  a: {}', /plan.yaml/],
    ['scenarios:\n  a: { --drivers: 3 }', /scenarios.a.--drivers: is no option/],
    [
      'scenarios:\n  a: { replications: 3 }',
      /scenarios.a.replications: belongs to the whole study/,
    ],
    ['', /plan.yaml/],
  ])('the file %j is refused with its name and the place', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
