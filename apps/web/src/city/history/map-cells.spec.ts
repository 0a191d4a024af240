import { describe, expect, it } from '@jest/globals';
import type { CityHistory } from '#contracts';
import type { CityDriver } from '../city-state.js';
import { demandAt, supplyOf } from './map-cells.js';

const position = { lat: 40.752, lng: -73.98 };
const cellOf = (step: number, requested: number) => ({ step, position, requested, failed: 0 });

describe('demandAt', () => {
  const history = { cells: [cellOf(0, 4), cellOf(20, 2), cellOf(21, 1)] } as CityHistory;

  it('adds up the requests of the steps before the one shown', () => {
    expect(demandAt(history, 21).map(({ count }) => count)).toEqual([3]);
    expect(demandAt(history, 20).map(({ count }) => count)).toEqual([2]);
  });

  it('forgets requests that are longer ago', () => {
    expect(demandAt(history, 14).map(({ count }) => count)).toEqual([4]);
    expect(demandAt(history, 16)).toEqual([]);
  });
});

describe('supplyOf', () => {
  it('counts idle drivers by cell, and no others', () => {
    const at = (lat: number, status: CityDriver['status']) =>
      ({ position: { lat, lng: -73.98 }, status }) as CityDriver;
    const drivers = [at(40.752, 'idle'), at(40.7525, 'idle'), at(40.752, 'on_trip')];
    expect(supplyOf(drivers).map(({ count }) => count)).toEqual([2]);
  });
});
