import { useEffect } from 'react';
import { playOfferTone } from './offer-tone.js';

/** Sounds once for each offer. */
export function useOfferTone(offerId: string | undefined, isOn: boolean): void {
  useEffect(() => {
    if (offerId !== undefined && isOn) playOfferTone();
    // Switching the sound on later doesn't announce the offer again.
  }, [offerId]);
}
