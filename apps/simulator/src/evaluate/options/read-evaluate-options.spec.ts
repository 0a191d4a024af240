import { describe, expect, it } from '@jest/globals';
import { policyNames } from '#dispatch';
import { DEFAULT_TABLE_OPTIONS } from '#scenario';
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
      placedDrivers: 20_000,
      maxSnapMeters: undefined,
      acceptInput: false,
      table: DEFAULT_TABLE_OPTIONS,
    });
  });

  it('the files need no fleet when --drivers says how many cars there are', () => {
    const args = ['--requests', 'r.csv', '--network', 'n.json', '--drivers', '9'];
    expect(readEvaluateOptions(args)).toMatchObject({ files: { vehicles: undefined }, drivers: 9 });
    const search = [...args.slice(0, 4), '--target', 'served=95'];
    expect(readEvaluateOptions(search)).toMatchObject({
      files: { vehicles: undefined },
      drivers: 50,
    });
  });

  it('the options say how the files are to be read', () => {
    const reading = ['--format', 'tlc', '--zones', 'z.csv', '--timezone', 'America/New_York'];
    const names = ['--columns', 'o_lat=Start Lat, vehicle_id="Taxi, no.",o_lon = x'];
    const rest = ['--date-order', 'dmy', '--day', '2014-12-21', '--skip-bad-rows', '--seed', '7'];
    const args = [...files, ...reading, ...names, ...rest, '--max-snap', '500'];
    expect(readEvaluateOptions(args).files).toMatchObject({
      maxSnapMeters: 500,
      table: {
        format: 'tlc',
        zones: 'z.csv',
        timeZone: 'America/New_York',
        columns: { o_lat: 'Start Lat', vehicle_id: 'Taxi, no.', o_lon: 'x' },
        dateOrder: 'dmy',
        day: '2014-12-21',
        skipBadRows: true,
        seed: 7,
      },
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
    [['--requests', 'r.csv', '--network', 'n.json'], /with a fleet: --vehicles, or .*--drivers/],
    [[...files, '--riders-per-hour', '9'], /is for the generated city/],
    [['--timezone', 'Europe/Berlin'], /--timezone is for files/],
    [[...files, '--timezone', 'Berlin'], /--timezone takes a zone such as Europe\/Berlin/],
    [[...files, '--format', 'csv'], /--format takes tripstream, hive, /],
    [
      [...files, '--columns', 'lat1=a'],
      /--columns takes our name=their name.*Our names: request_id/,
    ],
    [[...files, '--columns', 'o_lat'], /--columns takes our name=their name/],
    [[...files, '--date-order', 'ymd'], /--date-order takes dmy, mdy/],
    [[...files, '--day', '2014-02-30'], /--day takes a date such as/],
    [[...files, '--max-snap', '-1'], /--max-snap takes a number from 0/],
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
