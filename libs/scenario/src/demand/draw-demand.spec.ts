import { describe, expect, it } from '@jest/globals';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { generateGrid } from '#geo';
import { drawDemand, type DemandDraw } from './draw-demand.js';
import { generateDemand } from './generate-demand.js';

const network = generateGrid();
const day = generateDemand({ network, seed: 1, minutes: 600, requestsPerHour: 200 });

const drawWith = (seed: number, rest: Omit<DemandDraw, 'random'>) => {
  const generator = xoroshiro128plus(seed);
  return drawDemand(day, { ...rest, random: () => uniformFloat64(generator) });
};

describe('drawDemand', () => {
  it('a jittered day has the same requests at most the jitter earlier or later', () => {
    const drawn = drawWith(1, { kind: 'jittered', jitterSeconds: 30 });
    const byId = new Map(drawn.map((request) => [request.id, request]));
    expect(byId.size).toBe(day.length);
    for (const { id, departureSeconds, departureMs } of day) {
      const other = byId.get(id)!;
      const shift = other.departureSeconds - departureSeconds;
      expect(Math.abs(shift)).toBeLessThanOrEqual(30);
      expect(other.departureMs - departureMs).toBeCloseTo(shift * 1_000, 3);
    }
  });

  it('resampled days have the places of the recorded one, and as many requests on average', () => {
    const places = new Set(day.map(({ origin }) => `${origin.lat} ${origin.lng}`));
    const counts = Array.from({ length: 20 }, (_, seed) => {
      const drawn = drawWith(seed, { kind: 'resampled', jitterSeconds: 60 });
      expect(new Set(drawn.map(({ id }) => id)).size).toBe(drawn.length);
      for (const { origin } of drawn) expect(places.has(`${origin.lat} ${origin.lng}`)).toBe(true);
      return drawn.length;
    });
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
    expect(Math.abs(mean / day.length - 1)).toBeLessThan(0.03);
    // The variance of a Poisson distribution is its mean.
    const variance = counts.reduce((sum, each) => sum + (each - mean) ** 2, 0) / counts.length;
    expect(variance / day.length).toBeGreaterThan(0.3);
    expect(variance / day.length).toBeLessThan(3);
  });

  it('drawn requests are in the order of departure, from midnight on, equal for equal seeds', () => {
    const drawn = drawWith(3, { kind: 'resampled', jitterSeconds: 3_000 });
    let last = 0;
    for (const { departureSeconds } of drawn) {
      expect(departureSeconds).toBeGreaterThanOrEqual(last);
      last = departureSeconds;
    }
    expect(drawWith(3, { kind: 'resampled', jitterSeconds: 3_000 })).toEqual(drawn);
    expect(drawWith(4, { kind: 'resampled', jitterSeconds: 3_000 })).not.toEqual(drawn);
  });
});
