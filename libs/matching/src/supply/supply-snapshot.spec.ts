import { beforeEach, describe, expect, it } from '@jest/globals';
import { TravelEstimator, generateGrid } from '#geo';
import { createIdleSupply } from '../../test/idle-supply.js';
import { SupplySnapshot, type SupplyDifference } from './supply-snapshot.js';

const estimator = new TravelEstimator(generateGrid({ rows: 4, columns: 4 }));
const at = (north = 0) => ({ lat: 40.7549 + north / 1000, lng: -73.984 });

let snapped: number;
let snapshot: SupplySnapshot;
let idle: ReturnType<typeof createIdleSupply>;

beforeEach(() => {
  snapped = 0;
  snapshot = new SupplySnapshot({
    snapOnce: (position) => {
      snapped += 1;
      return estimator.snapOnce(position);
    },
  });
  idle = createIdleSupply([
    ['a', at()],
    ['b', at()],
  ]);
});

const update = (difference: Partial<SupplyDifference> = {}) =>
  snapshot.update(idle, { upcoming: [], taken: [], ...difference });

/** Updates the snapshot and reads all start nodes. @returns how many positions were snapped */
function countSnaps(): number {
  const before = snapped;
  update().snapAll();
  return snapped - before;
}

const ids = (difference?: Partial<SupplyDifference>) =>
  update(difference)
    .listDrivers()
    .map(({ driverId }) => driverId);

describe('SupplySnapshot', () => {
  it('a snapshot has exactly the drivers who are idle now', () => {
    expect(ids()).toEqual(['a', 'b']);
    idle.set('c', at());
    idle.set('a');
    expect(ids()).toEqual(['b', 'c']);
  });

  it('an update snaps only the drivers who have moved', () => {
    expect(countSnaps()).toBe(2);
    expect(countSnaps()).toBe(0);
    idle.set('b', at(1));
    expect(countSnaps()).toBe(1);
    idle.set('b', at(1));
    idle.set('c', at());
    expect(countSnaps()).toBe(1);
  });

  it('a snapshot shows for how long a driver is busy, and when they are free again', () => {
    const busy = { driverId: 'a', position: at(2), busySeconds: 40 };
    expect(update({ upcoming: [busy] }).listDrivers()).toMatchObject([
      { driverId: 'a', busySeconds: 40 },
      { driverId: 'b', busySeconds: 0 },
    ]);
    expect(update().listDrivers()[0]).toMatchObject({ driverId: 'a', busySeconds: 0 });
  });

  it('an upcoming driver and a taken one count for one update', () => {
    const upcoming = [{ driverId: 'r', position: at(), busySeconds: 9 }];
    expect(ids({ upcoming, taken: ['b'] })).toEqual(['a', 'r']);
    expect(ids()).toEqual(['a', 'b']);
  });
});
