import type { CityMap, Position } from '#contracts';
import { useMemo } from 'react';
import { CarMarker } from '../../map/marker/car-marker.js';
import { FitPlaces } from '../../map/fit-places.js';
import { MapView } from '../../map/map-view.js';
import { PlaceMarker } from '../../map/marker/place-marker.js';
import { RouteLine } from '../../map/layer/route-line.js';
import type { StreetGraph } from '../../map/street-graph.js';
import type { DriveState } from '../drive/drive-state.js';
import type { Car } from './use-car.js';

interface DriverMapProps {
  city: CityMap | undefined;
  graph: StreetGraph | undefined;
  state: DriveState;
  car: Car;
  /** What the stream told may be old. */
  isStale: boolean;
}

/** The car, the two ends of the ride or the offer, and the way that is ahead. */
export function DriverMap({ city, graph, state, car, isStale }: DriverMapProps) {
  const { offer, trip } = state;
  const ride = trip ?? offer;
  const planned = usePlannedWay(graph, state, car.stop?.position);
  const way = car.stop && car.stop.ahead.length > 1 ? car.stop.ahead : planned;
  return (
    <MapView label="Map of the city" city={city} onPick={ride ? undefined : car.place}>
      {way && <RouteLine way={way} />}
      {ride && <PlaceMarker position={ride.dropoff} kind="dropoff" />}
      {ride && trip?.status !== 'in_progress' && (
        <PlaceMarker position={ride.pickup} kind="pickup" />
      )}
      {car.stop && (
        <CarMarker
          position={car.stop.position}
          headingDegrees={car.stop.headingDegrees ?? null}
          isStale={isStale}
        />
      )}
      {ride && <FitPlaces key={`${ride.id} ${trip?.status ?? ''}`} places={placesOf(state, car)} />}
    </MapView>
  );
}

/** The way of an offer, from here; and of a ride whose rider is about to get in. */
function usePlannedWay(
  graph: StreetGraph | undefined,
  { offer, trip }: DriveState,
  here: Position | undefined,
): Position[] | undefined {
  const ride = trip?.status === 'driver_arrived' ? trip : offer;
  const from = offer && !trip ? here : undefined;
  return useMemo(() => {
    if (!graph || !ride) return undefined;
    const toPickup = from ? graph.way(from, ride.pickup) : [];
    return [...toPickup, ...graph.way(ride.pickup, ride.dropoff)];
  }, [graph, ride?.id, from?.lat, from?.lng]);
}

function placesOf({ offer, trip }: DriveState, { stop }: Car): Position[] {
  const here = stop ? [stop.position] : [];
  if (trip?.status === 'driver_assigned') return [...here, trip.pickup];
  if (trip?.status === 'in_progress') return [...here, trip.dropoff];
  const ride = trip ?? offer;
  return ride ? [...here, ride.pickup, ride.dropoff] : here;
}
