import { FormattedMessage } from 'react-intl';

interface RideEndsProps {
  /** An end without a name has none; a server before this version names neither. */
  ride: { pickupName?: string | null; dropoffName?: string | null };
}

/** The names of the pickup and the drop-off. A ride whose ends have no names shows no line. */
export function RideEnds({ ride: { pickupName, dropoffName } }: RideEndsProps) {
  if (!pickupName && !dropoffName) return null;
  return (
    <dl className="ends">
      {pickupName && (
        <div>
          <dt className="quiet">
            <FormattedMessage id="driver.from" />
          </dt>
          <dd>
            <bdi>{pickupName}</bdi>
          </dd>
        </div>
      )}
      {dropoffName && (
        <div>
          <dt className="quiet">
            <FormattedMessage id="driver.to" />
          </dt>
          <dd>
            <bdi>{dropoffName}</bdi>
          </dd>
        </div>
      )}
    </dl>
  );
}
