import { describe, expect, it } from '@jest/globals';
import type { CityMap, Position } from '#contracts';
import { guideAlong } from './guidance.js';
import { StreetIndex } from './street-index.js';

/** A crossing: A Street runs from west to east, B Avenue from the crossing to the north. */
const WEST: Position = { lat: 40, lng: -74.01 };
const CROSSING: Position = { lat: 40, lng: -74 };
const EAST: Position = { lat: 40, lng: -73.99 };
const NORTH: Position = { lat: 40.01, lng: -74 };
const SOUTH: Position = { lat: 39.99, lng: -74 };

const road = (ends: Position[], properties: Record<string, unknown>) => ({
  type: 'Feature' as const,
  properties,
  geometry: {
    type: 'LineString' as const,
    coordinates: ends.map(({ lat, lng }): [number, number] => [lng, lat]),
  },
});

const city = (features: CityMap['roads']['features']): CityMap => ({
  name: 'Crossing',
  bounds: { south: 39.9, west: -74.1, north: 40.1, east: -73.9 },
  roads: { type: 'FeatureCollection', features },
});

const streets = new StreetIndex(
  city([
    road([WEST, CROSSING], { name: 'A Street', speedKmph: 36 }),
    road([CROSSING, EAST], { name: 'A Street', speedKmph: 36 }),
    road([CROSSING, NORTH], { name: 'B Avenue', speedKmph: 36 }),
    road([SOUTH, CROSSING], { speedKmph: 36 }),
  ]),
);

const CAR: Position = { lat: 40, lng: -74.005 };

describe('guideAlong', () => {
  it('names the street of the car, the next turn, the distance and the time', () => {
    const guidance = guideAlong([CAR, CROSSING, NORTH], streets);
    expect(guidance.street).toBe('A Street');
    expect(guidance.turn).toMatchObject({ direction: 'left', street: 'B Avenue' });
    expect(guidance.turn!.inMeters).toBeCloseTo(426, -1);
    expect(guidance.distanceMeters).toBeCloseTo(1538, -1);
    expect(guidance.durationSeconds).toBeCloseTo(guidance.distanceMeters / 10, 5);
  });

  it('a street that goes straight on has no turn', () => {
    expect(guideAlong([CAR, CROSSING, EAST], streets).turn).toBeNull();
  });

  it('turns into a street without a name, to the right of a car that comes from the east', () => {
    const { turn } = guideAlong([EAST, CROSSING, NORTH], streets);
    expect(turn).toMatchObject({ direction: 'right', street: 'B Avenue' });
    const unnamed = guideAlong([EAST, CROSSING, SOUTH], streets).turn;
    expect(unnamed).toMatchObject({ direction: 'left', street: null });
  });

  it('says when a street goes on under another name', () => {
    const { turn } = guideAlong([SOUTH, CROSSING, NORTH], streets);
    expect(turn).toBeNull();
    const renamed = new StreetIndex(
      city([
        road([WEST, CROSSING], { name: 'A Street' }),
        road([CROSSING, EAST], { name: 'C Street' }),
      ]),
    );
    const ahead = guideAlong([WEST, CROSSING, EAST], renamed).turn;
    expect(ahead).toMatchObject({ direction: 'ahead', street: 'C Street' });
  });

  it('names the last street for a goal in the middle of a block, and none off the roads', () => {
    const goal: Position = { lat: 40.005, lng: -74 };
    expect(guideAlong([WEST, CROSSING, goal], streets).turn?.street).toBe('B Avenue');
    expect(guideAlong([{ lat: 41, lng: -75 }, CROSSING], streets).street).toBeNull();
  });

  it('a goal beside the street of the car is no turn into that street', () => {
    const beside: Position = { lat: 40.0003, lng: -73.9995 };
    const { street, turn } = guideAlong([WEST, CROSSING, beside], streets);
    expect({ street, turn }).toEqual({ street: 'A Street', turn: null });
  });

  it('a car at its goal has nothing ahead', () => {
    const over = { distanceMeters: 0, durationSeconds: 0, street: null, turn: null };
    expect(guideAlong([CAR], streets)).toEqual(over);
  });
});
