import { describe, expect, it } from '@jest/globals';
import type { CityDriver } from '../city-state.js';
import { countStale } from './driver-age.js';

const driver = (ageSeconds?: number) => ({ id: 'a', ageSeconds }) as CityDriver;
const fleet = { drivers: [driver(0), driver(4), driver(30), driver()], omitted: 0 };

describe('countStale', () => {
  it('a position that the server got more than ten seconds ago is stale', () => {
    expect(countStale({ ...fleet, arrivedAt: 5000 }, 5000)).toBe(1);
  });

  it('positions grow old while no frame arrives', () => {
    expect(countStale({ ...fleet, arrivedAt: 5000 }, 12_000)).toBe(2);
    expect(countStale({ ...fleet, arrivedAt: 5000 }, 16_000)).toBe(4);
  });

  it('the position of a server that sends no age counts as new when it arrives', () => {
    const old = { drivers: [driver()], omitted: 0, arrivedAt: 0 };
    expect([countStale(old, 9000), countStale(old, 11_000)]).toEqual([0, 1]);
  });
});
