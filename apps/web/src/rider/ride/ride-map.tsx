import { hasEnded, type DriverLocation, type RiderState } from '#client';
import type { CityMap, Position } from '#contracts';
import type { Map as LeafletMap } from 'leaflet';
import { useMemo, type RefObject } from 'react';
import { useIntl } from 'react-intl';
import { DriverCar } from '../../map/marker/driver-car.js';
import { FitPlaces } from '../../map/fit-places.js';
import { MapHandle } from '../../map/map-handle.js';
import { MapView } from '../../map/map-view.js';
import { PlaceMarker } from '../../map/marker/place-marker.js';
import { RouteLine } from '../../map/layer/route-line.js';
import { RoutePlanner } from '../../map/route-planner.js';
import type { PlaceKind, Plan } from '../plan/use-plan.js';

interface RideMapProps {
  city: CityMap | undefined;
  plan: Plan;
  trip: RiderState['trip'];
  car: DriverLocation | null;
  /** The stream is stale, so the car may be elsewhere. */
  isStale: boolean;
  handle: RefObject<LeafletMap | null>;
}

/** Pickup and drop-off of the ride, the path between them, and the car. */
export function RideMap({ city, plan, trip, car, isStale, handle }: RideMapProps) {
  const intl = useIntl();
  const planned = { pickup: plan.places.pickup?.position, dropoff: plan.places.dropoff?.position };
  const { pickup, dropoff } = trip ?? planned;
  const mover = (kind: PlaceKind) =>
    trip ? undefined : (position: Position) => plan.move(kind, position);
  const planner = useMemo(() => city && new RoutePlanner(city), [city]);
  const path = usePath(planner, endsOf(trip, { pickup, dropoff, car: car?.position }));
  return (
    <MapView
      label={intl.formatMessage({ id: 'rider.map' })}
      city={city}
      isRoadless={trip !== null}
      onPick={trip ? undefined : plan.pick}
    >
      <MapHandle handle={handle} />
      {path && <RouteLine path={path} />}
      {dropoff && (
        <PlaceMarker
          position={dropoff}
          kind="dropoff"
          label={intl.formatMessage({ id: 'rider.pin-dropoff' })}
          onMove={mover('dropoff')}
        />
      )}
      {pickup && (
        <PlaceMarker
          position={pickup}
          kind="pickup"
          label={intl.formatMessage({ id: 'rider.pin-pickup' })}
          onMove={mover('pickup')}
        />
      )}
      {car && <DriverCar location={car} isStale={isStale} />}
      {city && !trip && !plan.isFromMap && pickup && dropoff && (
        <FitPlaces key={placesKey(pickup, dropoff)} places={[pickup, dropoff]} />
      )}
      {trip && <FitPlaces key={viewOf(trip, { city, car })} places={fitted(trip, car)} />}
    </MapView>
  );
}

interface Ends {
  pickup: Position | undefined;
  dropoff: Position | undefined;
  car: Position | undefined;
}

/** The ends of the path ahead: to the pickup first, then to the drop-off. */
function endsOf(trip: RiderState['trip'], { pickup, dropoff, car }: Ends): Position[] {
  if (trip?.status === 'driver_assigned' && car && pickup) return [car, pickup];
  if (trip?.status === 'in_progress' && car && dropoff) return [car, dropoff];
  return pickup && dropoff && !(trip && hasEnded(trip)) ? [pickup, dropoff] : [];
}

function usePath(
  planner: RoutePlanner | undefined,
  [from, to]: Position[],
): Position[] | undefined {
  return useMemo(
    () => (planner && from && to ? planner.planPath(from, to) : undefined),
    [planner, from?.lat, from?.lng, to?.lat, to?.lng],
  );
}

const placesKey = (...places: Position[]): string =>
  places.map(({ lat, lng }) => `${lat} ${lng}`).join();

/** A key that changes with each stage and when roads or car first appear, so that the map fits anew. */
const viewOf = (
  { id, status }: NonNullable<RiderState['trip']>,
  { city, car }: Pick<RideMapProps, 'city' | 'car'>,
) => `${id} ${status} ${city ? 'with' : 'without'} roads, ${car ? 'with' : 'without'} a car`;

function fitted(
  { status, pickup, dropoff }: NonNullable<RiderState['trip']>,
  car: DriverLocation | null,
) {
  const isComing = status === 'driver_assigned' && car;
  return isComing ? [car.position, pickup] : [pickup, dropoff];
}
