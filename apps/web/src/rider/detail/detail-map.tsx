import { hasEnded, type DriverLocation } from '#client';
import type { Trip } from '#contracts';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { FitPlaces } from '../../map/fit-places.js';
import { RouteLine } from '../../map/layer/route-line.js';
import { MapView } from '../../map/map-view.js';
import { DriverCar } from '../../map/marker/driver-car.js';
import { PlaceMarker } from '../../map/marker/place-marker.js';
import { RoutePlanner } from '../../map/route-planner.js';
import { useCity } from '../../map/use-city.js';

interface DetailMapProps {
  trip: Trip;
  car: DriverLocation | null;
  isStale: boolean;
}

/** Pickup, drop-off and the path between them, and the car of a ride under way. */
export function DetailMap({ trip, car, isStale }: DetailMapProps) {
  const intl = useIntl();
  const city = useCity();
  const { pickup, dropoff, id } = trip;
  const path = useMemo(() => city && new RoutePlanner(city).planPath(pickup, dropoff), [city, id]);
  return (
    <MapView label={intl.formatMessage({ id: 'rider.map' })} city={city} isRoadless>
      {path && <RouteLine path={path} />}
      <PlaceMarker position={dropoff} kind="dropoff" />
      <PlaceMarker position={pickup} kind="pickup" />
      {car && !hasEnded(trip) && <DriverCar location={car} isStale={isStale} />}
      <FitPlaces key={city ? 'roads' : 'bare'} places={[pickup, dropoff]} />
    </MapView>
  );
}
