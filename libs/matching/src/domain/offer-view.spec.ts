import { describe, expect, it } from '@jest/globals';
import { offerSchema } from '#contracts';
import { anOffer } from '../../test/offer-builder.js';
import { closeOffer } from './offer-state.js';
import { toOfferView } from './offer-view.js';

describe('toOfferView', () => {
  it('the view of an offer has exactly the fields of the contract', () => {
    const view = toOfferView(anOffer());
    expect(offerSchema.parse(view)).toEqual(view);
  });

  it('the view of an offer stays the same after the offer has ended', () => {
    const offer = anOffer();
    const ended = closeOffer(
      offer,
      { status: 'revoked', reason: 'trip_assigned' },
      offer.expiresAt,
    );
    expect(ended).toMatchObject({ status: 'revoked', closedAt: offer.expiresAt });
    expect(toOfferView(ended)).toEqual(toOfferView(offer));
  });
});
