import { initialTrip, reduceTrip, type TripMessage } from '#client';
import type { SharedTrip } from '#contracts';
import { useReducer } from 'react';
import { CarAge } from '../map/marker/car-age.js';
import { DriverCar } from '../map/marker/driver-car.js';
import { FitPlaces } from '../map/fit-places.js';
import { MapView } from '../map/map-view.js';
import { PlaceMarker } from '../map/marker/place-marker.js';
import { PageBar } from '../page/page-bar.js';
import { DriverCard } from '../rider/ride/driver-card.js';
import { StageBar } from '../rider/ride/stage-bar.js';
import { PulseOverMap } from '../stream/stream-pulse.js';
import { useStreamOf } from '../stream/use-stream.js';
import type { Watched } from './watch-address.js';
import { watchedSentence, type WatchedRide } from './watched-ride.js';

/** A ride as the holder of its share link sees it. Roads need a session, so the map has none. */
export function WatchPage({ tripId, token }: Watched) {
  const [ride, dispatch] = useReducer(reduceTrip<SharedTrip>, initialTrip);
  const health = useStreamOf(
    { stream: { trip: tripId, share: token } },
    {
      onSnapshot: (data) => dispatch({ type: 'stream.snapshot', data } as TripMessage),
      onEvent: (event) => dispatch(event as TripMessage),
      onEphemeral: (type, data) => dispatch({ type, data } as TripMessage),
    },
  );
  return (
    <div className="page">
      <PageBar who="Shared ride" />
      <main className="panel">
        <div className="said">
          <h1 aria-live="polite">{watchedSentence(ride, health)}</h1>
        </div>
        {ride.trip && <StageBar status={ride.trip.status} />}
        {ride.trip?.driver && <DriverCard driver={{ ...ride.trip.driver, rating: null }} />}
      </main>
      <WatchMap ride={ride} isStale={health.status !== 'live'} />
      <PulseOverMap health={health}>
        <CarAge location={ride.driverLocation} />
      </PulseOverMap>
    </div>
  );
}

function WatchMap({
  ride: { trip, driverLocation: car },
  isStale,
}: {
  ride: WatchedRide;
  isStale: boolean;
}) {
  return (
    <MapView label="Map of the ride" city={undefined} isRoadless={trip !== null}>
      {trip && <FitPlaces places={[trip.pickup, trip.dropoff]} />}
      {trip && <PlaceMarker position={trip.dropoff} kind="dropoff" />}
      {trip && <PlaceMarker position={trip.pickup} kind="pickup" />}
      {car && <DriverCar location={car} isStale={isStale} />}
    </MapView>
  );
}
