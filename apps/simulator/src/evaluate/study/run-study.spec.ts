import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InputCheck } from '#scenario';
import { StatusLine } from '../../progress/status-line.js';
import { readEvaluateOptions } from '../options/read-evaluate-options.js';
import { runStudy } from './run-study.js';
import type { Study } from './study.js';
import { readCases } from './study-case.js';
import { studyJson } from './study-json.js';
import { studyText } from './study-text.js';

const small = ['--riders-per-hour', '20', '--drivers', '5', '--no-cache', '--window', '30'];
const silent = new StatusLine({ write: () => undefined });

const offMapOf = (examined: number): InputCheck['offMap'] => ({
  examined,
  beyond200m: 0,
  beyond500m: 0,
  beyond2km: 0,
  leftOut: 0,
});

async function study(...own: string[]): Promise<Study> {
  const args = [...small, '--threads', '1', '--policy', 'nearest,throughput', ...own];
  const options = readEvaluateOptions(args);
  return runStudy(await readCases(args, options), options, silent);
}

describe('runStudy', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'study-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('replications have days of their own, which all policies share', async () => {
    const { rows } = await study('--replications', '3');
    expect(rows.map(({ policy, days }) => [policy, days.length])).toEqual([
      ['nearest', 3],
      ['throughput', 3],
    ]);
    const requests = rows.map(({ days }) => days.map((day) => day.requests));
    expect(requests[0]).toEqual(requests[1]);
    expect(new Set(requests[0]).size).toBeGreaterThan(1);
  });

  it('a sweep has one row for each value and policy', async () => {
    const { rows } = await study('--sweep', 'drivers=2,8');
    expect(rows.map(({ name, vehicles }) => [name, vehicles])).toEqual([
      ['drivers 2', 2],
      ['drivers 2', 2],
      ['drivers 8', 8],
      ['drivers 8', 8],
    ]);
    const served = rows.map(({ days }) => days[0]!.served);
    expect(served[2]!).toBeGreaterThan(served[0]!);
  });

  it('a search finds the least fleet: it reaches the target, and one car less does not', async () => {
    const { fleets } = await study('--target', 'served=80');
    expect(fleets).toHaveLength(2);
    for (const { cars, tooFew, rows } of fleets) {
      expect(tooFew).toBe(cars! - 1);
      const [enough, less] = rows.map(({ days }) => days[0]!.servedPercent!);
      expect(enough).toBeGreaterThanOrEqual(80);
      expect(less ?? 0).toBeLessThan(80);
    }
  });

  it('a target that no fleet reaches is said to need more than the largest fleet', async () => {
    const result = await study('--target', 'wait-p50=0', '--most-drivers', '3');
    expect(result.fleets.map(({ cars }) => cars)).toEqual([undefined, undefined]);
    expect(studyText(result)).toMatch(/nearest\s+more than 3/);
  });

  it('scenarios are compared with the first one over the same days', async () => {
    const file = path.join(folder, 'plan.yaml');
    await writeFile(file, 'scenarios: { today: {}, twice the cars: { drivers: 10 } }');
    const result = await study('--scenarios', file, '--replications', '3', '--policy', 'nearest');
    expect(result.rows.map(({ name }) => name)).toEqual(['today', 'twice the cars']);
    const text = studyText(result);
    expect(text).toMatch(/Difference from today, nearest/);
    // Twice the cars serve more riders on each of the days.
    expect(text).toMatch(/twice the cars +nearest +\+\d+\.\d+ ± \d+\.\d+\*/);
    const json = JSON.parse(studyJson(result)) as {
      rows: { figures: Record<string, { difference: { mean: number } }> }[];
    };
    expect(json.rows[1]!.figures['servedPercent']!.difference.mean).toBeGreaterThan(0);
  });

  it('tables that are wider than 120 columns are divided into riders and cars', async () => {
    const sweep = ['--sweep', 'drivers=8,30', '--replications', '2'];
    const text = studyText(await study(...sweep, '--riders-per-hour', '60'));
    expect(text).toMatch(/\+[\d.]+ ± [\d.]+/);
    const widths = text.split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(120);
    expect(text.match(/^case +policy/gm)!.length).toBeGreaterThanOrEqual(3);
  });

  it('the JSON ends with what the check of the files has found, one for each set of files', async () => {
    const generated = await study('--sweep', 'drivers=2,3', '--policy', 'nearest');
    expect(JSON.parse(studyJson(generated))).toMatchObject({
      inputCheck: null,
      otherInputChecks: [],
    });
    const check = { findings: [], offMap: offMapOf(3) };
    const other = { findings: [], offMap: offMapOf(4) };
    const inputChecks = [
      { name: 'today', check },
      { name: 'another city', check: other },
    ];
    const json = JSON.parse(studyJson({ ...generated, inputChecks })) as object;
    expect(Object.keys(json).slice(-2)).toEqual(['inputCheck', 'otherInputChecks']);
    expect(json).toMatchObject({
      inputCheck: check,
      otherInputChecks: [{ case: 'another city', inputCheck: other }],
    });
  });

  it('an invalid option of a scenario names the scenario', async () => {
    const file = path.join(folder, 'bad.yaml');
    await writeFile(file, 'scenarios: { a: { drivers: none } }');
    await expect(study('--scenarios', file)).rejects.toThrow(/scenario "a": --drivers takes/);
  });

  it('a study of more than 10,000 days is refused before the first one', async () => {
    const many = study('--sweep', 'drivers=1..100', '--replications', '101');
    await expect(many).rejects.toThrow(/are 10100 days, more than 10000/);
  });

  it('the same seed gives the same study, and another seed another one', async () => {
    const first = studyJson(await study('--replications', '2'));
    expect(studyJson(await study('--replications', '2'))).toBe(first);
    expect(studyJson(await study('--replications', '2', '--seed', '7'))).not.toBe(first);
  });
});
