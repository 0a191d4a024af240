import type { Trip, TripSearch } from '#contracts';
import { useIntl } from 'react-intl';
import { formatSeconds } from '../../format/time.js';
import { useNow } from '../../stream/use-now.js';

interface SearchPanelProps {
  trip: Trip;
  search: TripSearch | null;
  clockOffsetMs: number;
}

/** How the search for a driver goes. It is no live region: a number changes every second. */
export function SearchPanel({ trip, search, clockOffsetMs }: SearchPanelProps) {
  const intl = useIntl();
  const now = useNow(true) + clockOffsetMs;
  const since = search?.searchingSince ?? trip.requestedAt;
  const deadline = search?.deadline ?? trip.matchingDeadline;
  const secondsTo = (time: string) => (Date.parse(time) - now) / 1000;
  return (
    <section className="search" aria-label={intl.formatMessage({ id: 'rider.search' })}>
      <div className="progress" aria-hidden="true" />
      <dl className="facts figures">
        <div>
          <dt className="quiet">{intl.formatMessage({ id: 'rider.searching-for' })}</dt>
          <dd>{formatSeconds(-secondsTo(since), intl)}</dd>
        </div>
        <div>
          <dt className="quiet">{intl.formatMessage({ id: 'rider.drivers-asked' })}</dt>
          <dd>{search ? intl.formatNumber(search.driversAsked) : '–'}</dd>
        </div>
        <div>
          <dt className="quiet">{intl.formatMessage({ id: 'rider.cars-near' })}</dt>
          <dd>{search ? intl.formatNumber(search.driversNear) : '–'}</dd>
        </div>
      </dl>
      {search && <p>{intl.formatMessage({ id: stepOf(search) })}</p>}
      {deadline && (
        <p className="quiet figures">
          {intl.formatMessage(
            { id: 'rider.search-deadline' },
            { left: formatSeconds(secondsTo(deadline), intl) },
          )}
        </p>
      )}
    </section>
  );
}

function stepOf({ driversAsking, driversNear, retryAt }: TripSearch) {
  if (driversAsking > 0) return 'rider.search-asking';
  if (retryAt !== null) return 'rider.search-retry';
  return driversNear > 0 ? 'rider.search-choosing' : 'rider.search-none';
}
