import type { CityState } from '../city-state.js';
import { statusNames } from '../replay/trip-steps.js';
import { shortId } from '../short-id.js';

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
      <h2 id="silent-title">Silent drivers</h2>
      <table className="list cards figures">
        <caption className="unseen">Trips whose driver is silent</caption>
        <thead>
          <tr>
            <th scope="col">Trip</th>
            <th scope="col">Status</th>
            <th scope="col">Silent for</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {silentTrips.slice(0, MOST_ROWS).map((trip) => (
            <tr key={trip.tripId} data-silent={trip.tripId}>
              <th scope="row">
                <code title={trip.tripId}>{shortId(trip.tripId)}</code>
              </th>
              <td>{statusNames[trip.status]}</td>
              <td>{silenceOf(trip, serverTime)}</td>
              <td>
                <button
                  className="button plain small"
                  type="button"
                  onClick={() => onIntervene(trip.tripId)}
                >
                  Act<span className="unseen"> on trip {shortId(trip.tripId)}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {silentTrips.length > MOST_ROWS && (
        <p className="quiet">
          The first {MOST_ROWS} of {silentTrips.length}.
        </p>
      )}
    </section>
  );
}

type SilentTrip = CityState['silentTrips'][number];

function silenceOf({ driverSilentSince, driverLostAt }: SilentTrip, serverTime: string): string {
  const seconds = Math.round((Date.parse(serverTime) - Date.parse(driverSilentSince)) / 1000);
  const isLost = driverLostAt !== null && driverLostAt <= serverTime;
  return `${Math.max(seconds, 0)} s${isLost ? ', lost' : ''}`;
}
