import { FormattedMessage } from 'react-intl';
import { hidden } from '../../language/hidden-words.js';
import type { CityState } from '../city-state.js';
import { tripsUnderWay } from '../map/driver-status.js';
import { shortId } from '../short-id.js';
import type { SeenTrips } from '../use-seen-trips.js';
import { ColumnHeads } from './column-heads.js';

/** Trips that are listed at most. */
const MOST_ROWS = 12;

interface TripTableProps {
  state: CityState;
  seen: SeenTrips;
  /** The user wants to see the history of this trip. */
  onReplay: (tripId: string) => void;
  /** The operator wants to act on this trip. */
  onIntervene: (tripId: string) => void;
}

/** The trips that have a driver on the way now. */
export function TripTable({ state, seen, onReplay, onIntervene }: TripTableProps) {
  const trips = tripsUnderWay(state.drivers);
  return (
    <section aria-labelledby="trips-title">
      <h2 id="trips-title">
        <FormattedMessage id="city.under-way" />
      </h2>
      {trips.length === 0 && (
        <p className="quiet">
          <FormattedMessage id="city.no-trips" />
        </p>
      )}
      {trips.length > 0 && (
        <table className="list cards">
          <caption className="unseen">
            <FormattedMessage id="city.trip-table" />
          </caption>
          <thead>
            <tr>
              <ColumnHeads columns={['trip', 'rider', 'driver']} />
              <td />
            </tr>
          </thead>
          <tbody>
            {trips.slice(0, MOST_ROWS).map(({ tripId }) => (
              <TripRow
                key={tripId}
                tripId={tripId}
                seen={seen}
                onReplay={onReplay}
                onIntervene={onIntervene}
              />
            ))}
          </tbody>
        </table>
      )}
      {trips.length > MOST_ROWS && (
        <p className="quiet">
          <FormattedMessage
            id="city.first-rows"
            values={{ shown: MOST_ROWS, total: trips.length }}
          />
        </p>
      )}
    </section>
  );
}

type TripRowProps = Omit<TripTableProps, 'state'> & { tripId: string };

function TripRow({ tripId, seen, onReplay, onIntervene }: TripRowProps) {
  const trip = seen.get(tripId);
  return (
    <tr data-trip={tripId}>
      <th scope="row">
        <code title={tripId}>{shortId(tripId)}</code>
      </th>
      <td>
        <bdi>{trip?.rider.name ?? '–'}</bdi>
      </td>
      <td>
        <bdi>{trip?.driver?.name ?? '–'}</bdi>
      </td>
      <td>
        <button className="button plain small" type="button" onClick={() => onReplay(tripId)}>
          <FormattedMessage id="city.replay-trip" values={{ id: shortId(tripId), hidden }} />
        </button>
        <button className="button plain small" type="button" onClick={() => onIntervene(tripId)}>
          <FormattedMessage id="city.act-on-trip" values={{ id: shortId(tripId), hidden }} />
        </button>
      </td>
    </tr>
  );
}
