import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StatusLine } from '../../../progress/status-line.js';
import { readEvaluateOptions } from '../../options/read-evaluate-options.js';
import { runStudy } from '../../study/run-study.js';
import type { Study } from '../../study/study.js';
import { readCases } from '../../study/study-case.js';
import { studyPage } from './study-page.js';

const small = ['--riders-per-hour', '20', '--drivers', '5', '--no-cache', '--window', '60'];
const silent = new StatusLine({ write: () => undefined });

async function study(...own: string[]): Promise<Study> {
  const args = [...small, '--threads', '1', ...own];
  const options = readEvaluateOptions(args);
  return runStudy(await readCases(args, options), options, silent);
}

const expectComplete = (page: string): void => {
  expect(/NaN|undefined|Infinity/.exec(page)?.[0]).toBeUndefined();
  expect(page).not.toContain('<script');
  expect(page).toContain('download="days.csv"');
};

describe('studyPage', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'study-page-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('replications have an interval for each figure, and differences', async () => {
    const page = studyPage(await study('--replications', '3', '--policy', 'nearest,throughput'));
    expectComplete(page);
    expect(page.match(/class="span"/g)?.length).toBeGreaterThanOrEqual(10);
    expect(page).toMatch(/data-label="difference">\+?-?[\d.,]+ ± /);
  });

  it('a sweep has a chart for each figure', async () => {
    const page = studyPage(await study('--sweep', 'window=1m,120s', '--policy', 'nearest'));
    expectComplete(page);
    expect(page).toContain('Figures by window');
    expect(page.match(/by window, s: nearest from/g)?.length).toBe(7);
  });

  it('a search shows its answers and every fleet that it tried', async () => {
    const found = await study('--target', 'served=80', '--policy', 'nearest');
    const page = studyPage(found);
    expectComplete(page);
    expect(page).toContain(`<strong>${String(found.fleets[0]!.cars)} cars</strong>`);
    expect(found.fleets[0]!.tried.length).toBeGreaterThan(2);
  });

  it('a search without an answer says so', async () => {
    const never = ['--target', 'wait-p50=0', '--most-drivers', '3', '--policy', 'nearest'];
    const page = studyPage(await study(...never));
    expectComplete(page);
    expect(page).toContain('<strong>over 3 cars</strong>');
  });

  it('scenarios keep their names, escaped', async () => {
    const file = path.join(folder, 'plan.yaml');
    await writeFile(file, 'scenarios: { "<b>today": {}, more: { drivers: 9 } }');
    const page = studyPage(await study('--scenarios', file, '--policy', 'nearest'));
    expectComplete(page);
    expect(page).toContain('&lt;b&gt;today');
    expect(page).not.toContain('<b>');
  });
});
