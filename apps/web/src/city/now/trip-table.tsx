import type { CityState } from '../city-state.js';
import { tripsUnderWay } from '../map/driver-status.js';
import { shortId } from '../short-id.js';
import type { SeenTrips } from '../use-seen-trips.js';

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
      <h2 id="trips-title">Under way</h2>
      {trips.length === 0 && <p className="quiet">Nobody is on a trip.</p>}
      {trips.length > 0 && (
        <table className="list cards">
          <caption className="unseen">Trips with a driver</caption>
          <thead>
            <tr>
              <th scope="col">Trip</th>
              <th scope="col">Rider</th>
              <th scope="col">Driver</th>
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
          The first {MOST_ROWS} of {trips.length}.
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
          Replay<span className="unseen"> trip {shortId(tripId)}</span>
        </button>
        <button className="button plain small" type="button" onClick={() => onIntervene(tripId)}>
          Act<span className="unseen"> on trip {shortId(tripId)}</span>
        </button>
      </td>
    </tr>
  );
}
