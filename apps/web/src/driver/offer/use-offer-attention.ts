import type { Offer } from '#contracts';
import { useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import { formatWait } from '../../format/time.js';
import type { Chime } from '../../notify/chime.js';
import { useAttention } from '../../notify/use-attention.js';

/** Two rising notes. */
const OFFER_CHIME: Chime = [
  { hertz: 880, atSeconds: 0 },
  { hertz: 1175, atSeconds: 0.16 },
];
const VIBRATION = [200, 100, 200, 100, 400];

/** Signals an offer once: by vibration and sound, in a background tab also by a notification. */
export function useOfferAttention(offer: Offer | null, hasSound: boolean): void {
  const intl = useIntl();
  useAttention(
    offer
      ? {
          key: offer.id,
          title: intl.formatMessage(
            { id: 'driver.new-offer' },
            { fare: formatMoney(offer.fare, intl) },
          ),
          body: intl.formatMessage(
            { id: 'driver.offer-body' },
            { name: offer.rider.name, wait: formatWait(offer.pickupEtaSeconds, intl) },
          ),
          vibration: VIBRATION,
          chime: hasSound ? OFFER_CHIME : undefined,
        }
      : undefined,
  );
}
