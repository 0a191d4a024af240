import { beforeAll, describe, expect, it } from '@jest/globals';
import { StatusLine } from '../progress/status-line.js';
import type { Evaluation } from './evaluation.js';
import { readEvaluateOptions } from './options/read-evaluate-options.js';
import { evaluationJson } from './output/evaluation-json.js';
import { evaluationTable } from './output/evaluation-table.js';
import { runEvaluation } from './run-evaluation.js';

const small = ['--riders-per-hour', '20', '--drivers', '5', '--no-cache', '--window', '30'];
const silent = new StatusLine({ write: () => undefined });

const run = (...args: string[]): Promise<Evaluation> =>
  runEvaluation(readEvaluateOptions([...small, '--policy', 'nearest,throughput', ...args]), silent);

const bytesOf = (evaluation: Evaluation): string =>
  evaluationJson(evaluation).replace(/"wallSeconds":[\d.]+/g, '');

describe('runEvaluation', () => {
  let evaluation: Evaluation;
  beforeAll(async () => {
    evaluation = await run();
  });

  it('the same seed gives the same bytes except for the run time', async () => {
    const again = await run();
    expect(bytesOf(again)).toBe(bytesOf(evaluation));
    expect(bytesOf(await run('--seed', '2'))).not.toBe(bytesOf(evaluation));
  });

  it('every policy serves or loses each rider', () => {
    for (const { kpis } of evaluation.results) {
      expect(kpis.requests).toBe(evaluation.city.requests.length);
      expect(kpis.served + kpis.lost).toBe(kpis.requests);
      expect(kpis.served).toBeGreaterThan(0);
    }
  });

  it('the JSON output is one object with a fixed order of keys', () => {
    const text = evaluationJson(evaluation);
    const json = JSON.parse(text) as { results: Record<string, object>[] };
    expect(text.endsWith('}\n')).toBe(true);
    expect(Object.keys(json)).toEqual(['scenario', 'seed', 'results', 'inputCheck']);
    expect(json.results.map(({ policy }) => policy)).toEqual(['nearest', 'throughput']);
    expect(Object.keys(json.results[0]!)).toEqual([
      'policy',
      'vehicles',
      'requests',
      'served',
      'servedPercent',
      'waitSeconds',
      'pickupMeters',
      'tripMeters',
      'emptyKmPercent',
      'utilisationPercent',
      'wallSeconds',
      'lost',
      'repositionMeters',
      'matchRatePercent',
      'offers',
      'servedRideTimePercent',
      'withRiderPercent',
      'serviceHours',
      'servedByLength',
      'servedByHour',
      'servedByZone',
      'pooling',
      'dutyHours',
      'cancelled',
      'charging',
    ]);
    expect(Object.keys(json.results[0]!['waitSeconds']!)).toEqual(['mean', 'p50', 'p95']);
  });

  it('pooling has a table of its own, with the share of riders who shared a car', async () => {
    const pooled = await run('--seats', '3', '--riders-per-hour', '80');
    const lines = evaluationTable(pooled).split('\n');
    expect(lines.slice(0, 2).join(' ')).toMatch(
      /pooling with 3 seats and a detour of at most 300 s/,
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines.some((line) => /shared +detour/.test(line))).toBe(true);
    const [first] = pooled.results;
    expect(first!.kpis.pooling.sharedPercent).toBeGreaterThan(0);
    expect(first!.kpis.pooling.ridersMeters.length).toBeGreaterThan(2);
  });

  it('shifts, batteries and riders who cancel have tables of their own, and the rules are named', async () => {
    const rules = ['--shifts', '00:00-12:00*60%,12:00-24:00', '--break', '20m/3h'];
    const riders = ['--cancel-after', 'exponential:8m', '--boarding', '20s'];
    const charging = ['--stations', '2*1*50kW', '--charge-below', '0.9', '--charge-to', '0.95'];
    const full = await run(...rules, ...riders, ...charging, '--accept-falls', '0.02/min');
    const text = evaluationTable(full);
    for (const title of ['Offers', 'Riders who cancelled', 'Duty', 'Charging']) {
      expect(text.split('\n')).toContain(title);
    }
    // The rules may be on several lines.
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      /2 shifts, breaks of 1200 s after 10800 s, 20 s at each stop, riders cancel/,
    );
    const [{ kpis } = full.results[1]!] = full.results;
    expect(kpis.dutyHours).toBeLessThan(kpis.serviceHours * 3);
    expect(kpis.dutyHours).toBeGreaterThan(kpis.serviceHours * 2);
    expect(kpis.cancelled.waiting + kpis.cancelled.assigned).toBeGreaterThan(0);
    expect(kpis.charging.sessions).toBeGreaterThan(0);
    expect(kpis.charging.kwh).toBeGreaterThan(0);
    expect(full.isRandom).toBe(true);
  });

  it('the table names the zone of its hours unless it is UTC', () => {
    const [plain] = evaluationTable(evaluation).split('\n');
    const [zoned] = evaluationTable({ ...evaluation, timeZone: 'America/New_York' }).split('\n');
    expect(plain).not.toMatch(/hours of/);
    expect(zoned).toMatch(/, hours of America\/New_York/);
  });

  it('the table output fits into 120 columns', () => {
    const lines = evaluationTable(evaluation).split('\n');
    expect(lines[0]).toMatch(/^Gridtown: \d+ requests, 5 cars, window 30 s, patience 600 s/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines.slice(5, 7).map((line) => line.split(' ')[0])).toEqual(['nearest', 'throughput']);
  });
});
