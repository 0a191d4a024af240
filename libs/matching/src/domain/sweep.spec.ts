import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { terminalStatuses, tripStatusSchema, type TripStatus } from '#contracts';
import { anOffer, noonPlus } from '../../test/offer-builder.js';
import { sweep, type SweepContext } from './sweep.js';

const offer = anOffer();
const online = { offer, isDriverOnline: true, isDriverSilent: false };
const searching = { status: 'matching' as TripStatus, matchingDeadline: noonPlus(300) };
const at = noonPlus(3);

type Given = Omit<SweepContext, 'offerAckSeconds'> & { offerAckSeconds?: number };

const look = (given: Given) => sweep({ offerAckSeconds: 0, ...given });
const closingsOf = (given: Given) => look(given).closings.map(({ closing }) => closing);

describe('a look at a trip', () => {
  it('finds nothing to do while the search and its offer are in time', () => {
    expect(look({ trip: searching, pending: [online], at })).toEqual({
      closings: [],
      givesUp: false,
    });
  });

  it('finds an offer expired at its time, not before', () => {
    const after = (seconds: number) =>
      closingsOf({ trip: searching, pending: [online], at: noonPlus(seconds) });
    expect(after(14.999)).toEqual([]);
    expect(after(15)).toEqual([{ status: 'expired', reason: 'not_answered' }]);
  });

  it('gives the search up at its deadline, not before', () => {
    const after = (seconds: number) =>
      look({ trip: searching, pending: [], at: noonPlus(seconds) });
    expect(after(299.999).givesUp).toBe(false);
    expect(after(300).givesUp).toBe(true);
  });

  it('withdraws the offers of a search that it gives up', () => {
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
  ] as [TripStatus, string][])('withdraws an offer of a trip that is %s', (status, reason) => {
    const trip = { ...searching, status };
    expect(closingsOf({ trip, pending: [online], at })).toEqual([{ status: 'revoked', reason }]);
  });

  it('withdraws an offer from a driver who has gone off duty', () => {
    const pending = [{ ...online, isDriverOnline: false }];
    expect(closingsOf({ trip: searching, pending, at })).toEqual([
      { status: 'revoked', reason: 'driver_offline' },
    ]);
  });

  it('withdraws an offer from a driver of whom nothing is heard', () => {
    const pending = [{ ...online, isDriverSilent: true }];
    expect(closingsOf({ trip: searching, pending, at })).toEqual([
      { status: 'revoked', reason: 'driver_silent' },
    ]);
  });

  it('finds an offer undelivered at its time, not before', () => {
    const after = (seconds: number) =>
      closingsOf({
        ...{ trip: searching, pending: [online], at: noonPlus(seconds) },
        offerAckSeconds: 5,
      });
    expect(after(4.999)).toEqual([]);
    expect(after(5)).toEqual([{ status: 'revoked', reason: 'undelivered' }]);
  });

  it('leaves an acknowledged offer until it expires, and any where nobody has to', () => {
    const had = { ...online, offer: anOffer({ acknowledgedAt: noonPlus(1) }) };
    const late = { trip: searching, at: noonPlus(14) };
    expect(closingsOf({ ...late, pending: [had], offerAckSeconds: 5 })).toEqual([]);
    expect(closingsOf({ ...late, pending: [online], offerAckSeconds: 0 })).toEqual([]);
  });

  it.each(terminalStatuses)('never gives up a trip that is %s', (status) => {
    const trip = { ...searching, status };
    expect(look({ trip, pending: [], at: noonPlus(1000) }).givesUp).toBe(false);
  });

  it('leaves no offer pending that nobody could accept', () => {
    const context = fc.record({
      status: fc.constantFrom(...tripStatusSchema.options),
      isDriverOnline: fc.boolean(),
      isDriverSilent: fc.boolean(),
      seconds: fc.nat(600),
    });
    fc.assert(
      fc.property(context, ({ status, seconds, ...driver }) => {
        const trip = { ...searching, status };
        const now = noonPlus(seconds);
        const { closings, givesUp } = look({ trip, pending: [{ offer, ...driver }], at: now });
        const isThere = driver.isDriverOnline && !driver.isDriverSilent;
        const isOpen = status === 'matching' && isThere && now < offer.expiresAt && !givesUp;
        expect(closings.length).toBe(isOpen ? 0 : 1);
      }),
    );
  });
});
