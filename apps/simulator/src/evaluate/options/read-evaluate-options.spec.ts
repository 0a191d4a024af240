import { describe, expect, it } from '@jest/globals';
import { policyNames } from '#dispatch';
import { readEvaluateOptions } from './read-evaluate-options.js';

const files = ['--requests', 'r.csv', '--network', 'n.json', '--vehicles', 'v.csv'];

describe('readEvaluateOptions', () => {
  it('the defaults are every policy and the generated city', () => {
    expect(readEvaluateOptions([])).toMatchObject({
      files: undefined,
      ridersPerHour: 240,
      drivers: 45,
      policies: policyNames,
      rules: {
        windowSeconds: 10,
        patienceSeconds: 600,
        acceptRate: 1,
        thinkSeconds: 0,
        offerSeconds: 15,
        retrySeconds: 30,
        reposition: undefined,
        pooling: undefined,
        seed: 1,
      },
      json: false,
      report: undefined,
      cacheDir: '.data/travel-times',
      maxBytes: 2 ** 30,
    });
  });

  it('all three files are taken together', () => {
    expect(readEvaluateOptions(files).files).toEqual({
      requests: 'r.csv',
      network: 'n.json',
      vehicles: 'v.csv',
    });
  });

  it.each([
    ['60s', 60],
    ['10', 10],
    ['1m', 60],
  ])('--window takes %s', (text, windowSeconds) => {
    expect(readEvaluateOptions(['--window', text]).rules).toMatchObject({ windowSeconds });
  });

  it.each([
    ['0', 0],
    ['0s', 0],
    ['2.5', 2.5],
    ['5s', 5],
  ])('--think takes %s, which may be zero', (text, thinkSeconds) => {
    expect(readEvaluateOptions(['--think', text]).rules).toMatchObject({ thinkSeconds });
  });

  it.each([
    ['--reposition', true],
    ['--no-reposition', false],
  ])('%s overrules every policy', (option, reposition) => {
    expect(readEvaluateOptions([option]).rules).toMatchObject({ reposition });
  });

  it('--seats turns pooling on, with a detour of five minutes by default', () => {
    const poolingOf = (...args: string[]) => readEvaluateOptions(args).rules.pooling;
    expect(poolingOf('--seats', '4')).toEqual({ seats: 4, maxDetourSeconds: 300 });
    expect(poolingOf('--seats', '2', '--max-detour', '2m')?.maxDetourSeconds).toBe(120);
    expect(poolingOf('--seats', '2', '--max-detour', '0')?.maxDetourSeconds).toBe(0);
  });

  it('each policy is listed once, in the order of the command line', () => {
    const { policies } = readEvaluateOptions(['--policy', 'throughput, nearest,throughput']);
    expect(policies).toEqual(['throughput', 'nearest']);
  });

  it('--no-cache disables the travel-time cache', () => {
    expect(readEvaluateOptions(['--no-cache']).cacheDir).toBeUndefined();
    expect(readEvaluateOptions(['--cache-dir', 'x']).cacheDir).toBe('x');
  });

  it.each([
    [['--policy', 'nearest,fastest'], /no dispatch policy "fastest". Known: nearest, /],
    [['--policy', ''], /no dispatch policy "". Known/],
    [['--window', '0'], /--window takes a duration/],
    [['--window', '0.1'], /--window takes at least 1s/],
    [['--patience', 'long'], /--patience takes a duration/],
    [['--accept-rate', '1.1'], /--accept-rate takes a number from 0 to 1/],
    [['--think', '-1'], /--think takes a duration/],
    [['--offer-seconds', '0'], /--offer-seconds takes a number from 1/],
    [['--retry-seconds', '-1'], /--retry-seconds takes a number from 0/],
    [['--seats', '0'], /--seats takes a whole number from 1 to 16/],
    [['--seats', '2', '--max-detour', 'far'], /--max-detour takes a duration/],
    [['--max-detour', '60'], /--max-detour needs --seats/],
    [['--seed', '1.5'], /--seed takes a whole number/],
    [['--memory', '0'], /--memory takes a number from 1/],
    [['--drivers', 'many'], /--drivers takes a whole number/],
    [['--requests', 'r.csv'], /belong together/],
    [['--requests', ''], /belong together/],
    [[...files, '--riders-per-hour', '9'], /is for the generated city/],
    [['--replications', '0'], /--replications takes a whole number from 1/],
    [['--jitter', '5s'], /for --replications 2 or more/],
    [['--replications', '2', '--draw', 'made-up'], /--draw takes resampled or jittered/],
    [['--sweep', 'drivers=1,2', '--target', 'served=9'], /different questions/],
    [['--most-drivers', '5'], /--most-drivers is for --target/],
    [['--threads', '0'], /--threads takes a whole number/],
  ])('the arguments %j are refused with a message that names valid values', (args, message) => {
    expect(() => readEvaluateOptions(args)).toThrow(message);
  });
});
