import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '#simulation';
import { readOptions } from '../options/read-options.js';
import { createBuiltInScenario } from './built-in-scenario.js';
import { PhaseSchedule } from './city-phases.js';

const schedule = PhaseSchedule.rushWithin(1_000, 1_200);
const scenarioOf = (...args: string[]) =>
  createBuiltInScenario(readOptions(args), new SeededRandom(1));

describe('the phases of the default run', () => {
  it('a healthy city, a rush and a recovery fill the window, and the last rides follow it', () => {
    expect(schedule.phases.map(({ name, fromSeconds }) => [name, fromSeconds])).toEqual([
      ['healthy', 1_000],
      ['rush', 1_420],
      ['recovery', 1_780],
      ['last_rides', 2_200],
    ]);
  });

  it.each([
    [900, 'healthy', 520],
    [1_420, 'rush', 360],
    [1_779, 'rush', 1],
    [5_000, 'last_rides', undefined],
  ])('at second %d the phase is %s, with %s seconds left', (at, name, left) => {
    expect(schedule.phaseAt(at)?.name).toBe(name);
    expect(schedule.secondsLeft(at)).toBe(left);
  });

  it('the rush has more than twice the requests of the healthy city in the same time', () => {
    const { requests, phases } = scenarioOf('--riders-per-hour', '3000');
    const countsOf = (name: string) => {
      const [begin, end] = boundsOf(phases, name);
      const within = requests.filter(
        (r) => r.departureSeconds >= begin && r.departureSeconds < end,
      );
      return within.length / (end - begin);
    };
    expect(countsOf('rush') / countsOf('healthy')).toBeGreaterThan(2);
    expect(countsOf('recovery')).toBeLessThan(countsOf('healthy'));
    expect(countsOf('last_rides') || 0).toBe(0);
  });

  it('requests are in order of departure and have distinct ids', () => {
    const { requests } = scenarioOf();
    const departures = requests.map(({ departureSeconds }) => departureSeconds);
    expect(departures).toEqual([...departures].sort((a, b) => a - b));
    expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
  });

  it.each([['--stay'], ['--minutes', '5'], ['--from', '09:00']])(
    'a run with %j has the demand of the time of day, without phases',
    (...args) => {
      expect(scenarioOf(...args).phases).toBeUndefined();
    },
  );
});

function boundsOf(phases: PhaseSchedule | undefined, name: string): [number, number] {
  const all = phases?.phases ?? [];
  const index = all.findIndex((phase) => phase.name === name);
  return [all[index]?.fromSeconds ?? 0, all[index + 1]?.fromSeconds ?? Infinity];
}
