import { describe, expect, it } from '@jest/globals';
import { generateGrid } from '#geo';
import { generateDemand } from '#scenario';
import { DemandSource } from './demand-source.js';

const network = generateGrid();
const fromSeconds = 18 * 3_600;
const windowSeconds = 1_200;
const requests = generateDemand({
  ...{ network, seed: 1, minutes: windowSeconds / 60, requestsPerHour: 240 },
  startMinuteOfDay: fromSeconds / 60,
});

const source = (isEndless = false) =>
  new DemandSource({
    scenario: { network, requests, fromSeconds, windowSeconds },
    ...{ seed: 1, ridersPerHour: 240, isEndless },
  });

/** Everybody who comes until then, as whoever sends them in would ask. */
function everybody(demand: DemandSource, untilSeconds: number) {
  const taken = [];
  for (let now = fromSeconds; ;) {
    const next = demand.peek(now);
    if (!next || next.atSeconds >= untilSeconds) return taken;
    now = next.atSeconds;
    if (!next.demand) demand.extend();
    else taken.push(demand.take());
  }
}

describe('demand', () => {
  it('is what was planned, and ends with it, when nobody touches it', () => {
    const demand = source();
    expect(demand.total).toBe(requests.length);
    expect(everybody(demand, Infinity)).toEqual(requests);
    expect(demand.total).toBe(requests.length);
  });

  it('goes on without end when it shall, and no id comes twice', () => {
    const demand = source(true);
    const taken = everybody(demand, fromSeconds + 5 * 3_600);
    expect(taken.length).toBeGreaterThan(1_000);
    expect(new Set(taken.map((one) => one!.id)).size).toBe(taken.length);
    expect(taken.slice(0, requests.length)).toEqual(requests);
  });

  it('comes at another rate from the moment that it is asked to', () => {
    const demand = source();
    const { changed } = demand;
    demand.setRate(2_400, fromSeconds);
    expect(changed.aborted).toBe(true);
    expect(demand.changed.aborted).toBe(false);
    const taken = everybody(demand, fromSeconds + windowSeconds);
    expect(taken.length).toBeGreaterThan(requests.length * 5);
  });

  it('that was turned off may be turned on again until the window ends', () => {
    const demand = source();
    demand.setRate(0, fromSeconds);
    const end = fromSeconds + windowSeconds;
    expect(demand.peek(fromSeconds)).toEqual({ atSeconds: end, demand: undefined });
    expect(demand.peek(end)).toBeUndefined();
  });

  it('stays at home while it isn’t running', () => {
    const demand = source();
    demand.isRunning = false;
    expect(everybody(demand, Infinity)).toEqual(requests.map(() => undefined));
    expect(demand.total).toBe(0);
  });
});
