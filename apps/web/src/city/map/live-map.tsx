import type { CityState } from '../city-state.js';
import { tripsUnderWay } from './driver-status.js';
import { FleetMarkers } from './fleet-markers.js';
import { TripPlaces } from './trip-places.js';
import type { SeenTrips } from '../use-seen-trips.js';

/** With more, the lines would hide the streets. */
const MOST_TRIPS = 40;

/** What goes on now: everybody who drives, and where the trips go. */
export function LiveMap({ state, seen }: { state: CityState | undefined; seen: SeenTrips }) {
  if (!state) return null;
  const trips = tripsUnderWay(state.drivers).slice(0, MOST_TRIPS);
  return (
    <>
      {trips.map(({ tripId }) => {
        const trip = seen.get(tripId);
        return trip && <TripPlaces key={tripId} trip={trip} />;
      })}
      <FleetMarkers drivers={state.drivers} />
    </>
  );
}
