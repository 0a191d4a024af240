import type { CityMap, Position } from '#contracts';
import type { Map as LeafletMap } from 'leaflet';
import { useMemo, type RefObject } from 'react';
import { CarMarker } from '../../map/marker/car-marker.js';
import { FitPlaces } from '../../map/fit-places.js';
import { MapHandle } from '../../map/map-handle.js';
import { MapView } from '../../map/map-view.js';
import { PlaceMarker } from '../../map/marker/place-marker.js';
import { RouteLine } from '../../map/layer/route-line.js';
import { StreetGraph } from '../../map/street-graph.js';
import type { CarReading } from './ride-state.js';
import { hasEnded, type RideState } from './ride-state.js';
import type { Plan } from '../plan/use-plan.js';

interface RideMapProps {
  city: CityMap | undefined;
  plan: Plan;
  trip: RideState['trip'];
  car: CarReading | null;
  /** The stream is stale: the car may be elsewhere. */
  isStale: boolean;
  handle: RefObject<LeafletMap | null>;
}

/** Where the ride begins and ends, the way between, and the car on it. */
export function RideMap({ city, plan, trip, car, isStale, handle }: RideMapProps) {
  const { pickup, dropoff } = trip ?? plan.places;
  const graph = useMemo(() => city && new StreetGraph(city), [city]);
  const way = useWay(graph, endsOf(trip, { pickup, dropoff, car: car?.position }));
  return (
    <MapView label="Map of the city" city={city} onPick={trip ? undefined : plan.pick}>
      <MapHandle handle={handle} />
      {way && <RouteLine way={way} />}
      {dropoff && <PlaceMarker position={dropoff} kind="dropoff" />}
      {pickup && <PlaceMarker position={pickup} kind="pickup" />}
      {car && <CarMarker {...car} isStale={isStale} />}
      {trip && <FitPlaces key={viewOf(trip, car)} places={fitted(trip, car)} />}
    </MapView>
  );
}

interface Ends {
  pickup: Position | undefined;
  dropoff: Position | undefined;
  car: Position | undefined;
}

/** The way that is still ahead: to the pickup first, then to the drop-off. */
function endsOf(trip: RideState['trip'], { pickup, dropoff, car }: Ends): Position[] {
  if (trip?.status === 'driver_assigned' && car && pickup) return [car, pickup];
  if (trip?.status === 'in_progress' && car && dropoff) return [car, dropoff];
  return pickup && dropoff && !(trip && hasEnded(trip)) ? [pickup, dropoff] : [];
}

function useWay(graph: StreetGraph | undefined, [from, to]: Position[]): Position[] | undefined {
  return useMemo(
    () => (graph && from && to ? graph.way(from, to) : undefined),
    [graph, from?.lat, from?.lng, to?.lat, to?.lng],
  );
}

/** A new view for each stage, and one for the moment at which the car is first seen. */
const viewOf = ({ id, status }: NonNullable<RideState['trip']>, car: CarReading | null) =>
  `${id} ${status} ${car ? 'with' : 'without'} a car`;

function fitted(
  { status, pickup, dropoff }: NonNullable<RideState['trip']>,
  car: CarReading | null,
) {
  const isComing = status === 'driver_assigned' && car;
  return isComing ? [car.position, pickup] : [pickup, dropoff];
}
