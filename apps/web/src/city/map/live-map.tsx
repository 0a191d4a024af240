import type { CityState } from '../city-state.js';
import { tripsUnderWay } from './driver-status.js';
import { FleetMarkers } from './fleet-markers.js';
import { TripPlaces } from './trip-places.js';
import type { SeenTrips } from '../use-seen-trips.js';

/** Trips that are drawn at most. More lines would hide the streets. */
const MOST_TRIPS = 40;

/** The present state of the city: all drivers, and pickup and drop-off of the trips under way. */
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
