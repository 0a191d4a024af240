import type { CityMap } from '#contracts';
import { useEffect, useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import { FitPlaces } from '../map/fit-places.js';
import { RouteLine } from '../map/layer/route-line.js';
import { MapView } from '../map/map-view.js';
import { DriverCar } from '../map/marker/driver-car.js';
import { PlaceMarker } from '../map/marker/place-marker.js';
import { RoutePlanner } from '../map/route-planner.js';
import { viewerApi } from './use-shared-link.js';
import type { WatchedRide } from './watched-ride.js';

interface WatchMapProps {
  ride: WatchedRide;
  isStale: boolean;
}

/** The roads, the route and the car. */
export function WatchMap({ ride: { trip, driverLocation: car }, isStale }: WatchMapProps) {
  const intl = useIntl();
  const city = usePublicCity();
  const planner = useMemo(() => city && new RoutePlanner(city), [city]);
  const path = useMemo(
    () => (trip && planner ? planner.planPath(trip.pickup, trip.dropoff) : undefined),
    [planner, trip?.id],
  );
  return (
    <MapView label={intl.formatMessage({ id: 'watch.map' })} city={city} isRoadless={trip !== null}>
      {trip && <FitPlaces key={city ? 'roads' : 'bare'} places={[trip.pickup, trip.dropoff]} />}
      {path && <RouteLine path={path} />}
      {trip && <PlaceMarker position={trip.dropoff} kind="dropoff" />}
      {trip && <PlaceMarker position={trip.pickup} kind="pickup" />}
      {car && <DriverCar location={car} isStale={isStale} />}
    </MapView>
  );
}

/** The roads, which need no session; the map shows the ride without them when they don't load. */
function usePublicCity(): CityMap | undefined {
  const [city, setCity] = useState<CityMap>();
  useEffect(() => {
    let isUnmounted = false;
    viewerApi.city().then(
      (loaded) => isUnmounted || setCity(loaded),
      () => undefined,
    );
    return () => {
      isUnmounted = true;
    };
  }, []);
  return city;
}
