import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { terminalStatuses, tripStatusSchema, type TripStatus } from '#contracts';
import { anOffer, noonPlus } from '../../test/offer-builder.js';
import { sweep, type SweepContext } from './sweep.js';

const offer = anOffer();
const online = { offer, isDriverOnline: true, isDriverSilent: false, isRouteChanged: false };
const searching = { status: 'matching' as TripStatus, matchingDeadline: noonPlus(300) };
const at = noonPlus(3);

type Given = Omit<SweepContext, 'offerAckSeconds'> & { offerAckSeconds?: number };

const sweepGiven = (given: Given) => sweep({ offerAckSeconds: 0, ...given });
const closingsOf = (given: Given) => sweepGiven(given).closings.map(({ closing }) => closing);

describe('sweep', () => {
  it('a sweep changes neither a search nor an offer that are in time', () => {
    expect(sweepGiven({ trip: searching, pending: [online], at })).toEqual({
      closings: [],
      givesUp: false,
    });
  });

  it('an offer expires at its expiry, not before', () => {
    const after = (seconds: number) =>
      closingsOf({ trip: searching, pending: [online], at: noonPlus(seconds) });
    expect(after(14.999)).toEqual([]);
    expect(after(15)).toEqual([{ status: 'expired', reason: 'not_answered' }]);
  });

  it('a sweep gives the search up at its deadline, not before', () => {
    const after = (seconds: number) =>
      sweepGiven({ trip: searching, pending: [], at: noonPlus(seconds) });
    expect(after(299.999).givesUp).toBe(false);
    expect(after(300).givesUp).toBe(true);
  });

  it('a sweep that gives up a search withdraws its offers', () => {
    const lasting = { ...online, offer: anOffer({ expiresAt: noonPlus(400) }) };
    const closings = closingsOf({ trip: searching, pending: [lasting], at: noonPlus(300) });
    expect(closings).toEqual([{ status: 'revoked', reason: 'no_drivers_available' }]);
  });

  it.each([
    ['cancelled', 'trip_cancelled'],
    ['no_drivers_available', 'no_drivers_available'],
    ['driver_assigned', 'trip_assigned'],
    ['driver_arrived', 'trip_assigned'],
    ['in_progress', 'trip_assigned'],
    ['completed', 'trip_assigned'],
  ] as [TripStatus, string][])(
    'a sweep withdraws an offer of a trip that is %s',
    (status, reason) => {
      const trip = { ...searching, status };
      expect(closingsOf({ trip, pending: [online], at })).toEqual([{ status: 'revoked', reason }]);
    },
  );

  it('a sweep withdraws an offer from a driver who has gone off duty', () => {
    const pending = [{ ...online, isDriverOnline: false }];
    expect(closingsOf({ trip: searching, pending, at })).toEqual([
      { status: 'revoked', reason: 'driver_offline' },
    ]);
  });

  it('a sweep withdraws an offer from a silent driver', () => {
    const pending = [{ ...online, isDriverSilent: true }];
    expect(closingsOf({ trip: searching, pending, at })).toEqual([
      { status: 'revoked', reason: 'driver_silent' },
    ]);
  });

  it('an offer counts as undelivered after the acknowledgement limit, not before', () => {
    const after = (seconds: number) =>
      closingsOf({
        trip: searching,
        pending: [online],
        at: noonPlus(seconds),
        offerAckSeconds: 5,
      });
    expect(after(4.999)).toEqual([]);
    expect(after(5)).toEqual([{ status: 'revoked', reason: 'undelivered' }]);
  });

  it('an offer stays pending until its expiry once acknowledged, or when there is no limit', () => {
    const acknowledged = { ...online, offer: anOffer({ acknowledgedAt: noonPlus(1) }) };
    const late = { trip: searching, at: noonPlus(14) };
    expect(closingsOf({ ...late, pending: [acknowledged], offerAckSeconds: 5 })).toEqual([]);
    expect(closingsOf({ ...late, pending: [online], offerAckSeconds: 0 })).toEqual([]);
  });

  it.each(terminalStatuses)('a sweep never gives up a trip that is %s', (status) => {
    const trip = { ...searching, status };
    expect(sweepGiven({ trip, pending: [], at: noonPlus(1000) }).givesUp).toBe(false);
  });

  it('a sweep leaves an offer pending exactly when its driver can accept it', () => {
    const context = fc.record({
      status: fc.constantFrom(...tripStatusSchema.options),
      isDriverOnline: fc.boolean(),
      isDriverSilent: fc.boolean(),
      isRouteChanged: fc.boolean(),
      seconds: fc.nat(600),
    });
    fc.assert(
      fc.property(context, ({ status, seconds, ...driver }) => {
        const trip = { ...searching, status };
        const now = noonPlus(seconds);
        const { closings, givesUp } = sweepGiven({
          trip,
          pending: [{ offer, ...driver }],
          at: now,
        });
        const isAvailable =
          driver.isDriverOnline && !driver.isDriverSilent && !driver.isRouteChanged;
        const isOpen = status === 'matching' && isAvailable && now < offer.expiresAt && !givesUp;
        expect(closings.length).toBe(isOpen ? 0 : 1);
      }),
    );
  });
});
