import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent, Offer } from '#contracts';
import { MOST_OFFERS, withOffer, withOfferEvent, withOutcome } from './offer-log.js';

const anOffer = (id: string) => ({ id }) as Offer;
const event = (type: string, data: object) => ({ type, data }) as unknown as AnyCloudEvent;
const created = (id: string) => event('offer.created', { offer: anOffer(id) });

describe('the list of offers', () => {
  it('an offer that a snapshot and its event both show is listed once', () => {
    const log = withOfferEvent(withOffer([], anOffer('a')), created('a'));
    expect(log).toEqual([{ offer: { id: 'a' }, outcome: 'open' }]);
  });

  it('the newest offers come first, and the oldest are dropped beyond the bound', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const log = ids.reduce(
      (known, id) => withOffer(known, anOffer(id)),
      withOffer([], anOffer('z')),
    );
    expect(log).toHaveLength(MOST_OFFERS);
    expect(log[0]?.offer.id).toBe('f');
  });

  it('the end of an offer is noted, and the end of an unknown one changes nothing', () => {
    const log = withOffer([], anOffer('a'));
    const expired = withOfferEvent(log, event('offer.expired', { offerId: 'a' }));
    expect(expired[0]?.outcome).toBe('expired');
    expect(withOfferEvent(log, event('offer.expired', { offerId: 'b' }))).toEqual(log);
    expect(withOutcome(log, 'a', 'declined')[0]?.outcome).toBe('declined');
    expect(withOfferEvent(log, event('offer.accepted', { offerId: 'a' }))[0]?.outcome).toBe(
      'accepted',
    );
  });
});
