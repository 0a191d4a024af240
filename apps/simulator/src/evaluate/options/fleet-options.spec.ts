import { describe, expect, it } from '@jest/globals';
import { readEvaluateOptions } from './read-evaluate-options.js';

const rulesOf = (...args: string[]) => readEvaluateOptions(args).rules;

describe('options of fleets and riders as they are', () => {
  it('each is off by default', () => {
    expect(rulesOf()).toMatchObject({
      shifts: undefined,
      breaks: undefined,
      boardingSeconds: 0,
      cancelAfter: undefined,
      acceptFalls: undefined,
      charging: undefined,
    });
    expect(readEvaluateOptions([])).toMatchObject({ stations: undefined, vehicleTypes: undefined });
  });

  it('shifts have a number of cars, a share of them, or what is left', () => {
    const { shifts } = rulesOf('--shifts', '06:00-14:00*10, 14:00-22:00*40%,22:00-06:00');
    expect(shifts).toEqual([
      { startSeconds: 21_600, endSeconds: 50_400, cars: { count: 10 } },
      { startSeconds: 50_400, endSeconds: 79_200, cars: { share: 0.4 } },
      { startSeconds: 79_200, endSeconds: 21_600, cars: 'rest' },
    ]);
  });

  it('breaks, boarding, cancellations, acceptance and charging are read with their units', () => {
    expect(rulesOf('--break', '30m/4h').breaks).toEqual({ seconds: 1_800, everySeconds: 14_400 });
    expect(rulesOf('--boarding', '30s').boardingSeconds).toBe(30);
    const patience = (text: string) => rulesOf('--cancel-after', text).cancelAfter;
    expect(patience('5m')).toEqual({ distribution: 'constant', meanSeconds: 300, spread: 0 });
    expect(patience('exponential:300')?.distribution).toBe('exponential');
    expect(patience('lognormal:300s:0.5')?.spread).toBe(0.5);
    expect(rulesOf('--accept-falls', '0.1/km').acceptFalls).toEqual({ share: 0.1, per: 'km' });
    const { stations, rules } = readEvaluateOptions(['--stations', '15*20*50kW']);
    expect(stations).toEqual({ count: 15, chargers: 20, kilowatts: 50 });
    expect(rules.charging).toEqual({ belowSoc: 0.2, toSoc: 0.8 });
    expect(readEvaluateOptions(['--stations', 's.csv']).stations).toEqual({ file: 's.csv' });
  });

  it.each([
    ['--shifts', '6-14*10', /takes shifts such as/],
    ['--shifts', '06:00-14:00*0', /takes shifts such as/],
    ['--shifts', '06:00-14:00*70%,14:00-22:00*40%', /more than 100 %/],
    ['--shifts', '06:00-14:00*10 --drivers 5', /names 10 cars, and --drivers is 5/],
    ['--shifts', '06:00-14:00*10 --sweep drivers=5..20:5', /use shares such as \*40%/],
    ['--shifts', '06:00-14:00*10 --target served=95', /use shares such as \*40%/],
    ['--break', '30m', /a length and a time on duty such as 30m\/4h/],
    ['--boarding', 'long', /--boarding takes a duration/],
    ['--cancel-after', 'normal:300s', /takes 300s, exponential:300s/],
    ['--cancel-after', 'lognormal:300s', /takes 300s, exponential:300s/],
    ['--cancel-after', 'lognormal:300s:9', /from 0.01 to 3/],
    ['--accept-falls', '0.1', /a share for each km or minute/],
    ['--stations', '15*20', /such as 15\*20\*50kW/],
    ['--charge-below', '0.1', /need --stations/],
    ['--vehicle-types', 'types.yaml', /needs --stations/],
    ['--stations', '1*1*50kW --charge-below 0.9', /would charge again at once/],
  ])('%s %s is refused with what to do', (option, value, reason) => {
    const [first = '', ...rest] = value.split(' --');
    const others = rest.flatMap((each) => `--${each}`.split(' '));
    expect(() => readEvaluateOptions([option, first, ...others])).toThrow(reason);
  });
});
