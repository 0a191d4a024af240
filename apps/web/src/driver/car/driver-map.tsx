import type { CityMap, Position } from '#contracts';
import { useCallback, useMemo } from 'react';
import { useIntl } from 'react-intl';
import { FitPlaces } from '../../map/fit-places.js';
import { RouteLine } from '../../map/layer/route-line.js';
import { MapView } from '../../map/map-view.js';
import { CarMarker } from '../../map/marker/car-marker.js';
import { PlaceMarker } from '../../map/marker/place-marker.js';
import type { RoutePlanner } from '../../map/route-planner.js';
import type { DriveState } from '../drive/drive-state.js';
import type { Cockpit } from '../route/use-cockpit.js';
import { FollowCar } from './follow-car.js';
import type { Car } from './use-car.js';

interface DriverMapProps {
  city: CityMap | undefined;
  planner: RoutePlanner | undefined;
  state: DriveState;
  car: Car;
  cockpit: Cockpit;
  /** The stream is stale, so the state may be outdated. */
  isStale: boolean;
}

/** The car, the ends of the ride or the offer or the target of a suggestion, and the path ahead. */
export function DriverMap({ city, planner, state, car, cockpit, isStale }: DriverMapProps) {
  const intl = useIntl();
  const { offer, trip } = state;
  const ride = trip ?? offer;
  const target = ride ? undefined : state.reposition?.target;
  const { progress } = car;
  const { isFollowing, follow } = cockpit;
  const stop = useCallback(() => follow(false), [follow]);
  const planned = usePlannedPath(planner, state, progress?.position);
  const path = progress && progress.ahead.length > 1 ? progress.ahead : planned;
  return (
    <MapView
      label={intl.formatMessage({ id: 'driver.map' })}
      city={city}
      onPick={ride ? undefined : car.moveTo}
    >
      {path && <RouteLine path={path} />}
      {ride && <PlaceMarker position={ride.dropoff} kind="dropoff" />}
      {ride && trip?.status !== 'in_progress' && (
        <PlaceMarker position={ride.pickup} kind="pickup" />
      )}
      {target && <PlaceMarker position={target} kind="pickup" />}
      {progress && (
        <CarMarker
          position={progress.position}
          headingDegrees={progress.headingDegrees ?? null}
          isStale={isStale}
        />
      )}
      {progress && isFollowing && <FollowCar position={progress.position} onStop={stop} />}
      {ride && !isFollowing && (
        <FitPlaces key={`${ride.id} ${trip?.status ?? ''}`} places={placesOf(state, car)} />
      )}
    </MapView>
  );
}

/** The path of an offer, from the car on; and that of a ride while the car waits at the pickup. */
function usePlannedPath(
  planner: RoutePlanner | undefined,
  { offer, trip, reposition }: DriveState,
  position: Position | undefined,
): Position[] | undefined {
  const ride = trip?.status === 'driver_arrived' ? trip : offer;
  const target = trip ? undefined : reposition?.target;
  const from = (offer ?? target) && !trip ? position : undefined;
  return useMemo(() => {
    if (!planner) return undefined;
    if (!ride) return target && from ? planner.planPath(from, target) : undefined;
    const toPickup = from ? planner.planPath(from, ride.pickup) : [];
    return [...toPickup, ...planner.planPath(ride.pickup, ride.dropoff)];
  }, [planner, ride?.id, target?.lat, target?.lng, from?.lat, from?.lng]);
}

function placesOf({ offer, trip }: DriveState, { progress }: Car): Position[] {
  const here = progress ? [progress.position] : [];
  if (trip?.status === 'driver_assigned') return [...here, trip.pickup];
  if (trip?.status === 'in_progress') return [...here, trip.dropoff];
  const ride = trip ?? offer;
  return ride ? [...here, ride.pickup, ride.dropoff] : here;
}
