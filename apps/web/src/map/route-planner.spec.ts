import { describe, expect, it } from '@jest/globals';
import type { CityMap } from '#contracts';
import { RoutePlanner } from './route-planner.js';

type Corner = [lng: number, lat: number];

/** The corners of a square with sides of 0.01 degrees: south-west, south-east, north-east, north-west. */
const [SW, SE, NE, NW]: [Corner, Corner, Corner, Corner] = [
  [0, 0],
  [0.01, 0],
  [0.01, 0.01],
  [0, 0.01],
];

const road = (from: Corner, to: Corner, { oneWay = false, speedKmph = 30 } = {}) => ({
  type: 'Feature' as const,
  properties: { oneWay, speedKmph },
  geometry: { type: 'LineString' as const, coordinates: [from, to] },
});

const plannerOf = (...features: CityMap['roads']['features']) =>
  new RoutePlanner({
    name: 'Square',
    bounds: { south: 0, west: 0, north: 0.01, east: 0.01 },
    roads: { type: 'FeatureCollection', features },
  });

const at = ([lng, lat]: Corner) => ({ lat, lng });

describe('RoutePlanner', () => {
  it('the planned path is the fastest one, not the shortest one', () => {
    const planner = plannerOf(
      road(SW, SE, { speedKmph: 5 }),
      road(SW, NW, { speedKmph: 60 }),
      road(NW, NE, { speedKmph: 60 }),
      road(NE, SE, { speedKmph: 60 }),
    );
    expect(planner.planPath(at(SW), at(SE))).toEqual(expect.arrayContaining([at(NW), at(NE)]));
  });

  it('the planned path respects one-way streets', () => {
    const planner = plannerOf(
      road(SE, SW, { oneWay: true }),
      road(SW, NW),
      road(NW, NE),
      road(NE, SE),
    );
    expect(planner.planPath(at(SW), at(SE))).toContainEqual(at(NE));
    expect(planner.planPath(at(SE), at(SW))).not.toContainEqual(at(NE));
  });

  it('the planned path does not turn back to a junction that lies behind its start', () => {
    const planner = plannerOf(road(SW, SE), road(SE, NE));
    const start = { lat: 0, lng: 0.002 };
    expect(planner.planPath(start, at(NE))).toEqual([start, at(SE), at(NE), at(NE)]);
  });

  it('the planned path is a straight line where no road leads to the goal', () => {
    const planner = plannerOf(road(SW, SE, { oneWay: true }));
    expect(planner.planPath(at(SE), at(SW))).toEqual([at(SE), at(SW)]);
    expect(plannerOf().planPath(at(SW), at(NE))).toEqual([at(SW), at(NE)]);
  });
});
