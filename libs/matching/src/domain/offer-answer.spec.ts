import { describe, expect, it } from '@jest/globals';
import type { OfferStatus, TripStatus } from '#contracts';
import { NOON, anOffer, noonPlus } from '../../test/offer-builder.js';
import { requireAcceptable, requireDeclinable, type AnswerContext } from './offer-answer.js';

const open: AnswerContext = { offer: anOffer(), tripStatus: 'matching', at: noonPlus(3) };
const closed = (status: OfferStatus): AnswerContext => ({ ...open, offer: anOffer({ status }) });
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('an accept', () => {
  it('wins while the offer is pending and the trip looks for a driver', () => {
    expect(() => requireAcceptable(open)).not.toThrow();
  });

  it('wins in the last millisecond before the expiry', () => {
    expect(() => requireAcceptable({ ...open, at: noonPlus(14.999) })).not.toThrow();
  });

  it.each([15, 15.001, 3600])('loses %s s after the offer, announced or not', (seconds) => {
    const late = { ...open, at: noonPlus(seconds) };
    expect(() => requireAcceptable(late)).toThrow(code('OFFER_EXPIRED'));
  });

  it.each([
    ['expired', 'OFFER_EXPIRED'],
    ['revoked', 'OFFER_REVOKED'],
    ['declined', 'OFFER_DECLINED'],
  ] as [OfferStatus, string][])('of an offer that is %s loses with %s', (status, expected) => {
    expect(() => requireAcceptable(closed(status))).toThrow(code(expected));
  });

  it.each([
    ['driver_assigned', 'TRIP_ALREADY_ASSIGNED'],
    ['driver_arrived', 'TRIP_ALREADY_ASSIGNED'],
    ['in_progress', 'TRIP_ALREADY_ASSIGNED'],
    ['completed', 'TRIP_ALREADY_ASSIGNED'],
    ['cancelled', 'OFFER_REVOKED'],
    ['no_drivers_available', 'OFFER_REVOKED'],
  ] as [TripStatus, string][])('when the trip is %s loses with %s', (tripStatus, expected) => {
    expect(() => requireAcceptable({ ...open, tripStatus })).toThrow(code(expected));
  });

  it('loses by its own expiry first: a driver too late learns that, whatever the trip is', () => {
    const late: AnswerContext = { ...open, tripStatus: 'driver_assigned', at: noonPlus(16) };
    expect(() => requireAcceptable(late)).toThrow(code('OFFER_EXPIRED'));
  });
});

describe('a decline', () => {
  it('is possible while the offer is pending, also of a trip that is gone', () => {
    expect(() => requireDeclinable(open)).not.toThrow();
    expect(() => requireDeclinable({ ...open, tripStatus: 'cancelled' })).not.toThrow();
  });

  it('is too late at the expiry', () => {
    const late = { ...open, at: noonPlus(15) };
    expect(() => requireDeclinable(late)).toThrow(code('OFFER_EXPIRED'));
  });

  it.each([
    ['expired', 'OFFER_EXPIRED'],
    ['revoked', 'OFFER_REVOKED'],
    ['declined', 'OFFER_DECLINED'],
    ['accepted', 'OFFER_ALREADY_ACCEPTED'],
  ] as [OfferStatus, string][])('of an offer that is %s fails with %s', (status, expected) => {
    expect(() => requireDeclinable({ ...closed(status), at: NOON })).toThrow(code(expected));
  });
});
