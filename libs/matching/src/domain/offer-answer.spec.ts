import { describe, expect, it } from '@jest/globals';
import type { OfferStatus, TripStatus } from '#contracts';
import { NOON, anOffer, noonPlus } from '../../test/offer-builder.js';
import { requireAcceptable, requireDeclinable, type AnswerContext } from './offer-answer.js';

const open: AnswerContext = { offer: anOffer(), tripStatus: 'matching', at: noonPlus(3) };
const closed = (status: OfferStatus): AnswerContext => ({ ...open, offer: anOffer({ status }) });
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('requireAcceptable', () => {
  it('a driver may accept while the offer is pending and the trip looks for a driver', () => {
    expect(() => requireAcceptable(open)).not.toThrow();
  });

  it('a driver may accept in the last millisecond before the expiry', () => {
    expect(() => requireAcceptable({ ...open, at: noonPlus(14.999) })).not.toThrow();
  });

  it.each([15, 15.001, 3600])(
    'an accept %s s after the offer is too late, even before a sweep',
    (seconds) => {
      const late = { ...open, at: noonPlus(seconds) };
      expect(() => requireAcceptable(late)).toThrow(code('OFFER_EXPIRED'));
    },
  );

  it.each([
    ['expired', 'OFFER_EXPIRED'],
    ['revoked', 'OFFER_REVOKED'],
    ['declined', 'OFFER_DECLINED'],
  ] as [OfferStatus, string][])(
    'an accept of an offer that is %s fails with %s',
    (status, expected) => {
      expect(() => requireAcceptable(closed(status))).toThrow(code(expected));
    },
  );

  it.each([
    ['driver_assigned', 'TRIP_ALREADY_ASSIGNED'],
    ['driver_arrived', 'TRIP_ALREADY_ASSIGNED'],
    ['in_progress', 'TRIP_ALREADY_ASSIGNED'],
    ['completed', 'TRIP_ALREADY_ASSIGNED'],
    ['cancelled', 'OFFER_REVOKED'],
    ['no_drivers_available', 'OFFER_REVOKED'],
  ] as [TripStatus, string][])(
    'an accept while the trip is %s fails with %s',
    (tripStatus, expected) => {
      expect(() => requireAcceptable({ ...open, tripStatus })).toThrow(code(expected));
    },
  );

  it('an accept after the expiry fails with OFFER_EXPIRED in every status of the trip', () => {
    const late: AnswerContext = { ...open, tripStatus: 'driver_assigned', at: noonPlus(16) };
    expect(() => requireAcceptable(late)).toThrow(code('OFFER_EXPIRED'));
  });
});

describe('requireDeclinable', () => {
  it('a driver may decline a pending offer, also after its trip was cancelled', () => {
    expect(() => requireDeclinable(open)).not.toThrow();
    expect(() => requireDeclinable({ ...open, tripStatus: 'cancelled' })).not.toThrow();
  });

  it('a decline at the expiry is too late', () => {
    const late = { ...open, at: noonPlus(15) };
    expect(() => requireDeclinable(late)).toThrow(code('OFFER_EXPIRED'));
  });

  it.each([
    ['expired', 'OFFER_EXPIRED'],
    ['revoked', 'OFFER_REVOKED'],
    ['declined', 'OFFER_DECLINED'],
    ['accepted', 'OFFER_ALREADY_ACCEPTED'],
  ] as [OfferStatus, string][])(
    'a decline of an offer that is %s fails with %s',
    (status, expected) => {
      expect(() => requireDeclinable({ ...closed(status), at: NOON })).toThrow(code(expected));
    },
  );
});
