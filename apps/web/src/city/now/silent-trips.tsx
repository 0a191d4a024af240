import { FormattedMessage, useIntl } from 'react-intl';
import { formatSeconds } from '../../format/time.js';
import { hidden } from '../../language/hidden-words.js';
import type { Intl } from '../../language/intl.js';
import type { CityState } from '../city-state.js';
import { shortId } from '../short-id.js';
import { ColumnHeads } from './column-heads.js';

/** Trips that are listed at most. */
const MOST_ROWS = 12;

interface SilentTripsProps {
  state: CityState;
  /** The operator wants to act on this trip. */
  onIntervene: (tripId: string) => void;
}

/** The trips whose driver is silent, the longest silence first; hidden while there is none. */
export function SilentTrips({ state, onIntervene }: SilentTripsProps) {
  const { silentTrips, serverTime } = state;
  if (silentTrips.length === 0) return null;
  return (
    <section aria-labelledby="silent-title">
      <h2 id="silent-title">
        <FormattedMessage id="city.silent-drivers" />
      </h2>
      <table className="list cards figures">
        <caption className="unseen">
          <FormattedMessage id="city.silent-table" />
        </caption>
        <thead>
          <tr>
            <ColumnHeads columns={['trip', 'status', 'silent-for']} />
            <td />
          </tr>
        </thead>
        <tbody>
          {silentTrips.slice(0, MOST_ROWS).map((trip) => (
            <SilentTripRow
              key={trip.tripId}
              trip={trip}
              serverTime={serverTime}
              onIntervene={onIntervene}
            />
          ))}
        </tbody>
      </table>
      {silentTrips.length > MOST_ROWS && (
        <p className="quiet">
          <FormattedMessage
            id="city.first-rows"
            values={{ shown: MOST_ROWS, total: silentTrips.length }}
          />
        </p>
      )}
    </section>
  );
}

type SilentTrip = CityState['silentTrips'][number];

interface SilentTripRowProps {
  trip: SilentTrip;
  serverTime: string;
  onIntervene: (tripId: string) => void;
}

function SilentTripRow({ trip, serverTime, onIntervene }: SilentTripRowProps) {
  const intl = useIntl();
  return (
    <tr data-silent={trip.tripId}>
      <th scope="row">
        <code title={trip.tripId}>{shortId(trip.tripId)}</code>
      </th>
      <td>
        <FormattedMessage id={`city.trip-status.${trip.status}`} />
      </td>
      <td>{silenceOf(trip, serverTime, intl)}</td>
      <td>
        <button
          className="button plain small"
          type="button"
          onClick={() => onIntervene(trip.tripId)}
        >
          <FormattedMessage id="city.act-on-trip" values={{ id: shortId(trip.tripId), hidden }} />
        </button>
      </td>
    </tr>
  );
}

function silenceOf(
  { driverSilentSince, driverLostAt }: SilentTrip,
  serverTime: string,
  intl: Intl,
): string {
  const age = formatSeconds((Date.parse(serverTime) - Date.parse(driverSilentSince)) / 1000, intl);
  const isLost = driverLostAt !== null && driverLostAt <= serverTime;
  return isLost ? intl.formatMessage({ id: 'city.lost-for' }, { age }) : age;
}
