import type { TripRider } from '#contracts';
import { FormattedMessage, FormattedNumber } from 'react-intl';

const STAR = '★ ';

/** The rider's name and rating. React renders the name as text, so markup in it has no effect. */
export function RiderName({ rider: { name, rating } }: { rider: TripRider }) {
  return (
    <p className="rider-name">
      <strong>
        <bdi>{name}</bdi>
      </strong>{' '}
      <span className="quiet figures">
        {rating === null ? (
          <FormattedMessage id="driver.no-rating" />
        ) : (
          <>
            <span aria-hidden="true">{STAR}</span>
            <span className="unseen">
              <FormattedMessage id="driver.rated" />{' '}
            </span>
            <FormattedNumber value={rating} minimumFractionDigits={1} maximumFractionDigits={1} />
          </>
        )}
      </span>
    </p>
  );
}
