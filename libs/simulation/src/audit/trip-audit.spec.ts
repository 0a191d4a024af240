import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent, TripStatus } from '#contracts';
import { auditTrips, type TripFault, type TripRecord } from './trip-audit.js';

const event = (name: string, driver?: string): AnyCloudEvent =>
  ({
    type: `trip.${name}`,
    data: { trip: { driver: driver ? { id: driver } : null } },
  }) as unknown as AnyCloudEvent;

const ride = [
  event('requested'),
  event('driver_assigned', 'a'),
  event('driver_arrived', 'a'),
  event('started', 'a'),
  event('completed', 'a'),
];

const faultsOf = (record: Partial<TripRecord>): Partial<Record<TripFault, number>> => {
  const status: TripStatus = 'completed';
  const whole = {
    tripId: 't',
    events: ride,
    status,
    seenByRider: status,
    noShowSeconds: 300,
    ...record,
  };
  const { faults } = auditTrips([whole]);
  return Object.fromEntries(Object.entries(faults).filter(([, count]) => count > 0));
};

describe('auditTrips', () => {
  it('passes a ride from request to completion', () => {
    expect(faultsOf({})).toEqual({});
  });

  it('passes a tip after a ride, and detects one before its end', () => {
    const tipped = { type: 'trip.tipped', data: { tripId: 't' } } as unknown as AnyCloudEvent;
    expect(faultsOf({ events: [...ride, tipped] })).toEqual({});
    const early = [...ride.slice(0, 4), tipped, ...ride.slice(4)];
    expect(faultsOf({ events: early })).toEqual({ illegalTransition: 1 });
  });

  it('passes a ride with another driver after a redispatch', () => {
    const redispatched = [
      event('requested'),
      event('driver_assigned', 'a'),
      event('redispatching'),
      ...ride.slice(1).map((e) => event(e.type.slice(5), 'b')),
    ];
    expect(faultsOf({ events: redispatched })).toEqual({});
  });

  it('detects a second driver', () => {
    expect(faultsOf({ events: [...ride.slice(0, 4), event('completed', 'b')] })).toEqual({
      twoDrivers: 1,
    });
    const twice = [...ride.slice(0, 2), event('driver_assigned', 'b'), ...ride.slice(2)];
    expect(faultsOf({ events: twice })).toEqual({ twoDrivers: 2, illegalTransition: 1 });
  });

  it('detects an illegal transition', () => {
    expect(faultsOf({ events: [ride[0]!, ...ride.slice(2)] })).toEqual({ illegalTransition: 1 });
    expect(
      faultsOf({
        events: [...ride, event('cancelled', 'a')],
        status: 'cancelled',
        seenByRider: 'cancelled',
      }),
    ).toEqual({ illegalTransition: 1 });
  });

  const silent = (name: string, fee?: number): AnyCloudEvent =>
    ({
      type: `trip.${name}`,
      data: {
        trip: { driver: { id: 'a' }, driverSilentSince: 'now', startedAt: 'before' },
        ...(fee !== undefined && { by: 'rider', fee: { amount: fee } }),
      },
    }) as unknown as AnyCloudEvent;
  const cancelled = { status: 'cancelled', seenByRider: 'cancelled' } as const;

  it('detects a fee that a rider paid while the driver was silent', () => {
    const assigned = ride.slice(0, 2);
    const paid = [...assigned, silent('driver_silent'), silent('cancelled', 500)];
    expect(faultsOf({ events: paid, ...cancelled })).toEqual({ paidForSilence: 1 });
    const free = [...assigned, silent('driver_silent'), silent('cancelled', 0)];
    expect(faultsOf({ events: free, ...cancelled })).toEqual({});
    const heard = [...assigned, silent('driver_silent'), event('driver_back', 'a')];
    const back = [...heard, silent('cancelled', 500)];
    expect(faultsOf({ events: back, ...cancelled })).toEqual({});
  });

  it('detects a no-show fee for a wait in which the driver was silent', () => {
    const at = (second: number, name: string, by = {}): AnyCloudEvent =>
      ({
        ...event(name, 'a'),
        time: new Date(second * 1000).toISOString(),
        data: { ...event(name, 'a').data, ...by },
      }) as AnyCloudEvent;
    const noShow = (amount: number) =>
      at(400, 'cancelled', { by: 'no_show', fee: { amount, currency: 'USD' } });
    const arrived = [...ride.slice(0, 2), at(90, 'driver_arrived')];
    const back = [...arrived, at(110, 'driver_silent'), at(380, 'driver_back')];
    const early = [...arrived, at(92, 'driver_silent'), at(95, 'driver_back')];
    const fault = { paidForSilence: 1 };
    expect(faultsOf({ events: [...arrived, noShow(500)], ...cancelled })).toEqual({});
    expect(faultsOf({ events: [...early, noShow(500)], ...cancelled })).toEqual({});
    expect(faultsOf({ events: [...back, noShow(500)], ...cancelled })).toEqual(fault);
    expect(faultsOf({ events: [...back, noShow(0)], ...cancelled })).toEqual({});
  });

  it('passes a ride under way that an operator cancels, and no other such cancel', () => {
    const underWay = [...ride.slice(0, 4), silent('driver_silent')];
    const end = silent('cancelled', 0);
    expect(faultsOf({ events: [...underWay, end], ...cancelled })).toEqual({
      illegalTransition: 1,
    });
    const byOps = { ...end, data: { ...end.data, by: 'ops' } } as AnyCloudEvent;
    expect(faultsOf({ events: [...underWay, byOps], ...cancelled })).toEqual({});
  });

  it('detects a trip without an end', () => {
    const status = 'driver_assigned';
    expect(faultsOf({ events: ride.slice(0, 2), status, seenByRider: status })).toEqual({
      notEnded: 1,
    });
  });

  it('detects a status that differs between table, rider and events', () => {
    expect(faultsOf({ seenByRider: 'in_progress' })).toEqual({ statusDiffers: 1 });
    expect(faultsOf({ status: 'cancelled' })).toEqual({ statusDiffers: 1 });
    expect(faultsOf({ events: ride.slice(0, 4) })).toEqual({ statusDiffers: 1 });
  });
});
