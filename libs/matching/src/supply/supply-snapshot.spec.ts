import { beforeEach, describe, expect, it } from '@jest/globals';
import { TravelEstimator, generateGrid } from '#geo';
import { SupplySnapshot, type SuppliedDriver } from './supply-snapshot.js';

const estimator = new TravelEstimator(generateGrid({ rows: 4, columns: 4 }));
const at = (driverId: string, north = 0): SuppliedDriver => ({
  driverId,
  position: { lat: 40.7549 + north / 1000, lng: -73.984 },
});

let snapped: number;
let snapshot: SupplySnapshot;

beforeEach(() => {
  snapped = 0;
  snapshot = new SupplySnapshot({
    snapOnce: (position) => {
      snapped += 1;
      return estimator.snapOnce(position);
    },
  });
});

/** Updates the snapshot and reads all start nodes. @returns how many positions were snapped */
function update(drivers: readonly SuppliedDriver[]): number {
  const before = snapped;
  snapshot.update(drivers).snapAll();
  return snapped - before;
}

describe('SupplySnapshot', () => {
  it('a snapshot has exactly the drivers of the latest update', () => {
    snapshot.update([at('a'), at('b')]);
    const supply = snapshot.update([at('c'), at('b')]);
    expect(supply.listDrivers().map(({ driverId }) => driverId)).toEqual(['b', 'c']);
  });

  it('an update snaps only the drivers who have moved', () => {
    expect(update([at('a'), at('b')])).toBe(2);
    expect(update([at('b'), at('a')])).toBe(0);
    expect(update([at('a'), at('b', 1)])).toBe(1);
    expect(update([at('a'), at('b', 1), at('c')])).toBe(1);
  });

  it('a snapshot shows for how long a driver is busy, and when they are free again', () => {
    const busy = { ...at('a'), busySeconds: 40 };
    expect(snapshot.update([busy]).listDrivers()).toEqual([{ driverId: 'a', busySeconds: 40 }]);
    expect(snapshot.update([at('a')]).listDrivers()).toEqual([{ driverId: 'a', busySeconds: 0 }]);
  });
});
