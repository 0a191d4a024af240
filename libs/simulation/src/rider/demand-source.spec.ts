import { describe, expect, it } from '@jest/globals';
import { generateGrid } from '#geo';
import { generateDemand } from '#scenario';
import { DemandSource } from './demand-source.js';

const network = generateGrid();
const fromSeconds = 18 * 3_600;
const windowSeconds = 1_200;
const requests = generateDemand({
  network,
  seed: 1,
  minutes: windowSeconds / 60,
  requestsPerHour: 240,
  startMinuteOfDay: fromSeconds / 60,
});

const source = (isEndless = false) =>
  new DemandSource({
    scenario: { network, requests, fromSeconds, windowSeconds },
    seed: 1,
    ridersPerHour: 240,
    isEndless,
  });

/** Takes all requests before a time, as the rider population does. */
function takeAll(demand: DemandSource, untilSeconds: number) {
  const taken = [];
  for (let now = fromSeconds; ;) {
    const next = demand.peek(now);
    if (!next || next.atSeconds >= untilSeconds) return taken;
    now = next.atSeconds;
    if (!next.demand) demand.extend();
    else taken.push(demand.take());
  }
}

describe('DemandSource', () => {
  it('the demand is the scenario’s and ends with it when the rate is not changed', () => {
    const demand = source();
    expect(demand.total).toBe(requests.length);
    expect(takeAll(demand, Infinity)).toEqual(requests);
    expect(demand.total).toBe(requests.length);
  });

  it('endless demand continues after the scenario with distinct ids', () => {
    const demand = source(true);
    const taken = takeAll(demand, fromSeconds + 5 * 3_600);
    expect(taken.length).toBeGreaterThan(1_000);
    expect(new Set(taken.map((request) => request!.id)).size).toBe(taken.length);
    expect(taken.slice(0, requests.length)).toEqual(requests);
  });

  it('a new rate applies from the moment of the change', () => {
    const demand = source();
    const { changed } = demand;
    demand.setRate(2_400, fromSeconds);
    expect(changed.aborted).toBe(true);
    expect(demand.changed.aborted).toBe(false);
    const taken = takeAll(demand, fromSeconds + windowSeconds);
    expect(taken.length).toBeGreaterThan(requests.length * 5);
  });

  it('demand with rate 0 can be resumed until the window ends', () => {
    const demand = source();
    demand.setRate(0, fromSeconds);
    const end = fromSeconds + windowSeconds;
    expect(demand.peek(fromSeconds)).toEqual({ atSeconds: end, demand: undefined });
    expect(demand.peek(end)).toBeUndefined();
  });

  it('requests are dropped while the demand is not running', () => {
    const demand = source();
    demand.isRunning = false;
    expect(takeAll(demand, Infinity)).toEqual(requests.map(() => undefined));
    expect(demand.total).toBe(0);
  });
});
