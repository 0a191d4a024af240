import { describe, expect, it } from '@jest/globals';
import { offerSchema } from '#contracts';
import { anOffer } from '../../test/offer-builder.js';
import { closeOffer } from './offer-state.js';
import { toOfferView } from './offer-view.js';

describe('an offer', () => {
  it('is shown as the contract has it, and nothing else of it', () => {
    const view = toOfferView(anOffer());
    expect(offerSchema.parse(view)).toEqual(view);
  });

  it('looks the same after it has ended: an event shows it as of its creation', () => {
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
