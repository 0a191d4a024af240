import { beforeEach, describe, expect, it } from '@jest/globals';
import { TravelEstimator, generateGrid } from '#geo';
import { SupplySnapshot, type SuppliedDriver } from './supply-snapshot.js';

const estimator = new TravelEstimator(generateGrid({ rows: 4, columns: 4 }));
const at = (driverId: string, north = 0): SuppliedDriver => ({
  driverId,
  position: { lat: 40.7549 + north / 1000, lng: -73.984 },
});

let snapped: number;
let picture: SupplySnapshot;

beforeEach(() => {
  snapped = 0;
  picture = new SupplySnapshot({
    snapOnce: (position) => {
      snapped += 1;
      return estimator.snapOnce(position);
    },
  });
});

/** Takes a picture and looks where everybody is. @returns how many had to be snapped */
function look(drivers: readonly SuppliedDriver[]): number {
  const before = snapped;
  picture.update(drivers).snapAll();
  return snapped - before;
}

describe('a picture of the supply', () => {
  it('has those of the latest look and nobody else', () => {
    picture.update([at('a'), at('b')]);
    const supply = picture.update([at('c'), at('b')]);
    expect(supply.listDrivers().map(({ driverId }) => driverId)).toEqual(['b', 'c']);
  });

  it('snaps who has moved, and nobody who hasn’t', () => {
    expect(look([at('a'), at('b')])).toBe(2);
    expect(look([at('b'), at('a')])).toBe(0);
    expect(look([at('a'), at('b', 1)])).toBe(1);
    expect(look([at('a'), at('b', 1), at('c')])).toBe(1);
  });

  it('knows until when a driver is busy, and that they are free again', () => {
    const busy = { ...at('a'), busySeconds: 40 };
    expect(picture.update([busy]).listDrivers()).toEqual([{ driverId: 'a', busySeconds: 40 }]);
    expect(picture.update([at('a')]).listDrivers()).toEqual([{ driverId: 'a', busySeconds: 0 }]);
  });
});
