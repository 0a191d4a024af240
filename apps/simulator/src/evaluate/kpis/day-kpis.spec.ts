import { describe, expect, it } from '@jest/globals';
import { generateGrid, TravelTimes } from '#geo';
import type { DayRecord, PlannedCity, PlannedRide, RideOutcome } from '#simulation';
import { computeKpis } from './day-kpis.js';

const times = new TravelTimes(generateGrid({ rows: 3, columns: 3 }));

const ride = (index: number, departureSeconds: number, kilometres = 3): PlannedRide => ({
  index,
  tripId: String(index),
  requestId: String(index),
  departureSeconds,
  passengers: 1,
  pickupNode: 0,
  dropoffNode: 1,
  tripSeconds: kilometres * 100,
  tripMeters: kilometres * 1_000,
});

/** A city with as many cars as there are start nodes. */
const cityOf = (rides: readonly PlannedRide[], cars = 2): PlannedCity => ({
  times,
  rides,
  startNodes: new Array<number>(cars).fill(0),
});

const served = (assignedSeconds: number, pickedUpSeconds: number): RideOutcome => ({
  status: 'served',
  vehicle: 0,
  assignedSeconds,
  pickedUpSeconds,
  droppedOffSeconds: pickedUpSeconds + 300,
  pickupMeters: 1_000.4,
  tripMeters: 3_000.4,
  detourSeconds: 0,
  isShared: false,
});

const record = (overrides: Partial<DayRecord>): DayRecord => ({
  policy: 'nearest',
  rides: [],
  fleet: [],
  stops: [],
  ridersMeters: [0],
  ridersSeconds: [0],
  endSeconds: 3_600,
  repositionMeters: 0,
  repositionSeconds: 0,
  offers: { made: 0, declined: 0, expired: 0 },
  windows: { count: 0, waiting: 0, paired: 0 },
  ...overrides,
});

const city = cityOf([ride(0, 0), ride(1, 100, 12), ride(2, 200)]);
const day = record({
  rides: [served(10, 100), { status: 'lost', atSeconds: 700 }, served(210, 360.04)],
  ridersMeters: [2_000.8, 6_000.8],
  ridersSeconds: [240.04, 600],
  repositionMeters: 1_999,
  offers: { made: 4, declined: 1, expired: 1 },
  windows: { count: 3, waiting: 6, paired: 2 },
});

describe('computeKpis', () => {
  it('every request counts as served or lost', () => {
    expect(computeKpis(day, city)).toMatchObject({
      requests: 3,
      served: 2,
      lost: 1,
      servedPercent: 66.67,
    });
  });

  it('waiting is measured from departure to pickup, for served riders only', () => {
    expect(computeKpis(day, city).waitSeconds).toEqual({ mean: 130, p50: 100, p95: 160 });
  });

  it('every metre without a rider counts as empty', () => {
    expect(computeKpis(day, city)).toMatchObject({
      pickupMeters: 2_001,
      tripMeters: 6_001,
      repositionMeters: 1_999,
      emptyKmPercent: 40,
    });
  });

  it('utilisation counts the time to riders, with riders and of repositioning', () => {
    // The rides take 390 s and 450.04 s, 600 s of it with riders, of the hour of two cars.
    expect(computeKpis(day, city)).toMatchObject({
      serviceHours: 1,
      utilisationPercent: 11.67,
      withRiderPercent: 8.33,
    });
    const repositioned = { ...day, repositionSeconds: 720 };
    expect(computeKpis(repositioned, city).utilisationPercent).toBe(21.67);
  });

  it('the hours of service count from the first request, without the quiet hours in between', () => {
    const tenDays = 864_000;
    const rides = [ride(0, 1_000), ride(1, 1_000 + tenDays)];
    const outcomes = [served(1_000, 1_100), served(1_000 + tenDays, 1_100 + tenDays)];
    const kpis = computeKpis(record({ rides: outcomes }), cityOf(rides));
    expect(kpis.serviceHours).toBe(2);
  });

  it('riders count by ride time, by length, by hour and by zone', () => {
    const kpis = computeKpis(day, city);
    // 600 s of the 1,800 s of all direct rides.
    expect(kpis.servedRideTimePercent).toBe(33.33);
    expect(kpis.servedByLength.map(({ requests, served: n }) => [requests, n])).toEqual([
      [0, 0],
      [0, 0],
      [2, 2],
      [0, 0],
      [1, 0],
    ]);
    expect(kpis.servedByHour).toHaveLength(24);
    expect(kpis.servedByHour[0]).toEqual({ requests: 3, served: 2, servedPercent: 66.67 });
    expect(kpis.servedByHour[1]).toEqual({ requests: 0, served: 0, servedPercent: null });
    expect(kpis.servedByZone).toMatchObject([{ requests: 3, served: 2, servedPercent: 66.67 }]);
  });

  it('the match rate is the share of waiting riders that were paired', () => {
    expect(computeKpis(day, city).matchRatePercent).toBe(33.33);
  });

  it('a ratio with the denominator 0 is null', () => {
    const rides: RideOutcome[] = [{ status: 'lost', atSeconds: 600 }];
    expect(computeKpis(record({ rides }), cityOf([ride(0, 0)], 0))).toMatchObject({
      requests: 1,
      served: 0,
      servedPercent: 0,
      lost: 1,
      waitSeconds: { mean: null, p50: null, p95: null },
      pickupMeters: 0,
      tripMeters: 0,
      repositionMeters: 0,
      emptyKmPercent: null,
      utilisationPercent: null,
      withRiderPercent: null,
      servedRideTimePercent: 0,
      matchRatePercent: null,
      offers: { made: 0, declined: 0, expired: 0 },
      pooling: { sharedPercent: null, metersPerRider: null },
    });
  });
});
