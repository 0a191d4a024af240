import { FormattedMessage, useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import { formatClock } from '../../format/time.js';
import type { MessageId } from '../../language/message-id.js';
import type { LoggedOffer, OfferOutcome } from './offer-log.js';

/** The latest offers with how each one ended, newest first. */
export function OfferList({ log }: { log: readonly LoggedOffer[] }) {
  const intl = useIntl();
  if (log.length === 0) return null;
  return (
    <section className="offers" aria-labelledby="offers">
      <h2 id="offers">
        <FormattedMessage id="driver.offers-heading" />
      </h2>
      <ol>
        {log.map(({ offer, outcome }) => (
          <li key={offer.id} data-outcome={outcome}>
            <time className="quiet figures" dateTime={offer.createdAt}>
              {formatClock(offer.createdAt, intl)}
            </time>
            <span>
              <bdi>{offer.pickupName ?? offer.rider.name}</bdi>
              <br />
              <span className="quiet">
                <FormattedMessage id={OUTCOMES[outcome]} />
              </span>
            </span>
            <strong className="figures">{formatMoney(offer.fare, intl)}</strong>
          </li>
        ))}
      </ol>
    </section>
  );
}

const OUTCOMES: Record<OfferOutcome, MessageId> = {
  open: 'driver.offer-open',
  accepted: 'driver.offer-was-accepted',
  declined: 'driver.offer-was-declined',
  expired: 'driver.offer-was-missed',
  undelivered: 'driver.offer-was-missed',
  silent: 'driver.offer-was-missed',
  taken: 'driver.offer-was-taken',
  withdrawn: 'driver.offer-was-withdrawn',
  offline: 'driver.offer-was-withdrawn',
};
