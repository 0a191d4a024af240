import type { Offer } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatDistance } from '../../format/distance.js';
import { formatWait } from '../../format/time.js';
import { RideEnds } from '../trip/ride-ends.js';
import { RiderName } from '../trip/rider-name.js';

/** Who rides, from where to where, how far the pickup is, and how long the ride. */
export function OfferFacts({ offer }: { offer: Offer }) {
  const intl = useIntl();
  return (
    <>
      <RiderName rider={offer.rider} />
      <RideEnds ride={offer} />
      <dl className="facts figures">
        <div>
          <dt className="quiet">
            <FormattedMessage id="driver.to-pickup" />
          </dt>
          <dd>
            <FormattedMessage
              id="driver.wait-distance"
              values={{
                wait: formatWait(Math.max(60, offer.pickupEtaSeconds), intl),
                distance: formatDistance(offer.pickupDistanceMeters, intl),
              }}
            />
          </dd>
        </div>
        <div>
          <dt className="quiet">
            <FormattedMessage id="driver.ride" />
          </dt>
          <dd>{formatDistance(offer.tripDistanceMeters, intl)}</dd>
        </div>
      </dl>
    </>
  );
}
