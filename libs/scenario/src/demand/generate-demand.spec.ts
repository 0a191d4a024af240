import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { greatCircleMeters, generateGrid } from '#geo';
import { generateDemand, type DemandOptions } from './generate-demand.js';
import { rushFactor } from './rush-hour.js';

const network = generateGrid();
const demand = (overrides: Partial<DemandOptions> = {}) =>
  generateDemand({ network, seed: 1, minutes: 60, requestsPerHour: 200, ...overrides });

describe('generateDemand', () => {
  it('the same seed gives the same bytes, and another seed gives other demand', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bytes = JSON.stringify(demand({ seed }));
        expect(JSON.stringify(demand({ seed }))).toBe(bytes);
        expect(JSON.stringify(demand({ seed: seed ^ 1 }))).not.toBe(bytes);
      }),
      { numRuns: 20 },
    );
  });

  it('requests are in order of departure, within the period, and have distinct ids', () => {
    const day = demand({ startMinuteOfDay: 1_400, minutes: 90, midnightMs: 1_000_000 });
    const seconds = day.map(({ departureSeconds }) => departureSeconds);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    expect(seconds[0]).toBeGreaterThanOrEqual(1_400 * 60);
    expect(seconds.at(-1)).toBeLessThan(1_490 * 60);
    expect(new Set(day.map(({ id }) => id)).size).toBe(day.length);
    expect(day.every(({ departureMs }) => Number.isInteger(departureMs))).toBe(true);
    expect(day[0]!.departureMs).toBeCloseTo(1_000_000 + day[0]!.departureSeconds * 1_000, 6);
  });

  it('a day has the requested number of requests, most of them in the evening rush', () => {
    const day = demand({ minutes: 1_440, requestsPerHour: 1_000 });
    const between = (from: number, to: number) =>
      day.filter(({ departureSeconds: s }) => s >= from * 3_600 && s < to * 3_600).length;
    expect(Math.abs(day.length - 24_000)).toBeLessThan(800);
    expect(between(17, 20)).toBeGreaterThan(between(9, 12));
    expect(between(9, 12)).toBeGreaterThan(3 * between(2, 5));
  });

  it('a tenth of the destinations attracts over 30 % of the trips', () => {
    const ends = demand({ minutes: 600 }).map(({ destination: d }) => `${d.lat} ${d.lng}`);
    const visits = new Map<string, number>();
    for (const end of ends) visits.set(end, (visits.get(end) ?? 0) + 1);
    const sorted = [...visits.values()].sort((a, b) => b - a);
    const tenth = sorted.slice(0, network.nodeCount / 10).reduce((sum, n) => sum + n, 0);
    expect(tenth / ends.length).toBeGreaterThan(0.3);
  });

  it('trips start and end at a junction and are longer than 500 m', () => {
    for (const { origin, destination } of demand()) {
      expect(network.nearestNode(origin).distanceMeters).toBe(0);
      expect(network.nearestNode(destination).distanceMeters).toBe(0);
      expect(greatCircleMeters(origin, destination)).toBeGreaterThan(500);
    }
  });

  it('a town smaller than the shortest trip has demand', () => {
    const hamlet = generateGrid({ rows: 2, columns: 2 });
    expect(demand({ network: hamlet }).length).toBeGreaterThan(0);
  });

  it('a period or rate of 0 gives no demand, and invalid ones throw a RangeError', () => {
    expect(demand({ minutes: 0 })).toEqual([]);
    expect(demand({ requestsPerHour: 0 })).toEqual([]);
    expect(() => demand({ minutes: -1 })).toThrow(RangeError);
    expect(() => demand({ requestsPerHour: NaN })).toThrow(RangeError);
  });

  it('the rush hour curve has a mean of 1 and no jump at midnight', () => {
    const minutes = Array.from({ length: 1_440 }, (_, minute) => rushFactor(minute));
    expect(minutes.reduce((sum, factor) => sum + factor, 0) / 1_440).toBeCloseTo(1, 1);
    expect(rushFactor(1_439.99)).toBeCloseTo(rushFactor(0), 3);
    expect(rushFactor(-60)).toBe(rushFactor(1_380));
  });
});
