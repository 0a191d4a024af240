import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '#contracts';
import { greatCircleMeters } from '#geo';
import { PositionGrid } from './position-grid.js';

/** A place on earth with positions around it; the poles and the antimeridian come often. */
const places = fc.record({
  lat: fc.oneof(fc.constantFrom(-90, 0, 90), fc.double({ min: -90, max: 90, noNaN: true })),
  lng: fc.oneof(fc.constantFrom(-180, 0, 180), fc.double({ min: -180, max: 180, noNaN: true })),
});
const degrees = fc.double({ min: -0.05, max: 0.05, noNaN: true });
const nearby = fc.record({ north: degrees, east: degrees, isFar: fc.nat(9) });

const move = ({ lat, lng }: Position, { north, east }: { north: number; east: number }) => ({
  lat: Math.max(-90, Math.min(90, lat + north)),
  lng: lng + east > 180 ? lng + east - 360 : lng + east < -180 ? lng + east + 360 : lng + east,
});

describe('PositionGrid', () => {
  it('a search visits each slot within its limit once, at any place on earth', () => {
    fc.assert(
      fc.property(
        fc.record({
          place: places,
          moves: fc.array(fc.tuple(nearby, places), { maxLength: 60 }),
          toPickup: nearby,
          limit: fc.double({ min: 0, max: 6000, noNaN: true }),
        }),
        ({ place, moves, toPickup, limit }) => {
          const grid = new PositionGrid();
          const positions = moves.map(([by, far]) => (by.isFar === 0 ? far : move(place, by)));
          positions.forEach((position, slot) => {
            grid.put(slot, position);
          });
          positions.forEach((position, slot) => {
            if (slot % 5 === 4) grid.remove(slot, position);
          });
          const pickup = move(place, toPickup);
          const visited: number[] = [];
          grid.search(pickup, { limitMeters: () => limit, visit: (slot) => visited.push(slot) });
          const within = positions.flatMap((position, slot) =>
            slot % 5 !== 4 && greatCircleMeters(pickup, position) <= limit ? [slot] : [],
          );
          expect(new Set(visited).size).toBe(visited.length);
          expect(visited).toEqual(expect.arrayContaining(within));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a limit that falls to the nearest slot so far leaves the farther cells out', () => {
    const grid = new PositionGrid();
    for (let slot = 0; slot < 10_000; slot++) {
      grid.put(slot, { lat: 40 + Math.floor(slot / 100) / 1000, lng: -74 + (slot % 100) / 1000 });
    }
    const pickup = { lat: 40.0502, lng: -73.9502 };
    let limit = Infinity;
    let visits = 0;
    grid.search(pickup, {
      limitMeters: () => limit,
      visit: (slot) => {
        visits += 1;
        const at = { lat: 40 + Math.floor(slot / 100) / 1000, lng: -74 + (slot % 100) / 1000 };
        limit = Math.min(limit, greatCircleMeters(pickup, at));
      },
    });
    expect(limit).toBeLessThan(30);
    expect(visits).toBeLessThan(50);
  });
});
