import { describe, expect, it } from '@jest/globals';
import { createPolicy } from '#dispatch';
import { planCity, SeededRandom, simulateDay } from '#simulation';
import { loadTravelTimes } from '../evaluate/travel/load-travel-times.js';
import { readOptions } from '../options/read-options.js';
import { StatusLine } from '../progress/status-line.js';
import { createBuiltInScenario } from './built-in-scenario.js';
import type { PhaseName } from './city-phases.js';

const RULES = {
  windowSeconds: 20,
  patienceSeconds: 600,
  acceptRate: 0.96,
  thinkSeconds: 20,
  offerSeconds: 60,
  retrySeconds: 30,
  seed: 1,
};

/** The default run in virtual time: what its riders meet, by the phase of their request. */
function simulateDefaultRun(seed: string) {
  const options = readOptions(['--seed', seed]);
  const scenario = createBuiltInScenario(options, new SeededRandom(options.seed));
  const status = new StatusLine({ write: () => true });
  const times = loadTravelTimes(scenario.network, {
    maxBytes: 2 ** 31,
    cacheDir: undefined,
    status,
  });
  const plan = planCity({ ...scenario, times });
  const { rides } = simulateDay(plan, createPolicy('batched', times), RULES);
  const waitsIn = (name: PhaseName) => {
    const outcomes = rides.flatMap((ride, index) => {
      const { departureSeconds = 0 } = scenario.requests[index] ?? {};
      if (scenario.phases?.phaseAt(departureSeconds)?.name !== name) return [];
      return ride.status === 'served' ? [ride.pickedUpSeconds - departureSeconds] : [];
    });
    return outcomes.reduce((sum, wait) => sum + wait, 0) / outcomes.length;
  };
  const served = rides.filter(({ status: outcome }) => outcome === 'served').length;
  return { servedShare: served / rides.length, waitsIn };
}

describe('the default run of the demo', () => {
  it.each(['1', '2', '3'])(
    'with seed %s nearly every rider finds a car, and the rush makes them wait longer',
    (seed) => {
      const { servedShare, waitsIn } = simulateDefaultRun(seed);
      expect(servedShare).toBeGreaterThan(0.95);
      expect(waitsIn('rush')).toBeGreaterThan(1.3 * waitsIn('healthy'));
      expect(waitsIn('recovery')).toBeLessThan(waitsIn('rush'));
    },
  );
});
