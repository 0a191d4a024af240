import { describe, expect, it } from '@jest/globals';
import type { TripDemand } from '#scenario';
import type { DayRecord, RideOutcome } from '#simulation';
import { computeKpis } from './day-kpis.js';

const position = { lat: 40.7, lng: -74 };

const request = (departureSeconds: number): TripDemand => ({
  id: `r${departureSeconds}`,
  origin: position,
  destination: position,
  passengers: 1,
  departureSeconds,
  departureMs: departureSeconds * 1_000,
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
  endSeconds: 3_600,
  repositionMeters: 0,
  repositionSeconds: 0,
  offers: { made: 0, declined: 0, expired: 0 },
  windows: { count: 0, waiting: 0, paired: 0 },
  ...overrides,
});

const requests = [request(0), request(100), request(200)];
const day = record({
  rides: [served(10, 100), { status: 'lost', atSeconds: 700 }, served(210, 360.04)],
  ridersMeters: [2_000.8, 6_000.8],
  repositionMeters: 1_999,
  offers: { made: 4, declined: 1, expired: 1 },
  windows: { count: 3, waiting: 6, paired: 2 },
});

describe('computeKpis', () => {
  it('every request counts as served or lost', () => {
    expect(computeKpis(day, requests, 2)).toMatchObject({
      requests: 3,
      served: 2,
      lost: 1,
      servedPercent: 66.67,
    });
  });

  it('waiting is measured from departure to pickup, for served riders only', () => {
    expect(computeKpis(day, requests, 2).waitSeconds).toEqual({ mean: 130, p50: 100, p95: 160 });
  });

  it('every metre without a rider counts as empty', () => {
    expect(computeKpis(day, requests, 2)).toMatchObject({
      pickupMeters: 2_001,
      tripMeters: 6_001,
      repositionMeters: 1_999,
      emptyKmPercent: 40,
    });
  });

  it('utilisation counts the time to and with riders, without repositioning', () => {
    // The rides take 390 s and 450.04 s of the hour of two cars.
    expect(computeKpis(day, requests, 2).utilisationPercent).toBe(11.67);
  });

  it('the match rate is the share of waiting riders that were paired', () => {
    expect(computeKpis(day, requests, 2).matchRatePercent).toBe(33.33);
  });

  it('a ratio with the denominator 0 is null', () => {
    const rides: RideOutcome[] = [{ status: 'lost', atSeconds: 600 }];
    expect(computeKpis(record({ rides }), [request(0)], 1)).toMatchObject({
      requests: 1,
      served: 0,
      servedPercent: 0,
      lost: 1,
      waitSeconds: { mean: null, p50: null, p95: null },
      pickupMeters: 0,
      tripMeters: 0,
      repositionMeters: 0,
      emptyKmPercent: null,
      utilisationPercent: 0,
      matchRatePercent: null,
      offers: { made: 0, declined: 0, expired: 0 },
      pooling: { sharedPercent: null, metersPerRider: null },
    });
  });
});
