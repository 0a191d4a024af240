import { CarMarker } from '../../map/marker/car-marker.js';
import { PlaceMarker } from '../../map/marker/place-marker.js';
import { TripPlaces } from '../map/trip-places.js';
import { carAt, type PastTrip } from './trip-steps.js';

/** A past state of a trip: pickup, drop-off, and the car where its position is known. */
export function ReplayMap({ trip }: { trip: PastTrip }) {
  const car = carAt(trip);
  return (
    <>
      <TripPlaces key={`line-${trip.id}`} trip={trip} />
      <PlaceMarker key={`from-${trip.id}`} position={trip.pickup} kind="pickup" />
      <PlaceMarker key={`to-${trip.id}`} position={trip.dropoff} kind="dropoff" />
      {car && <CarMarker position={car} headingDegrees={null} isStale={false} />}
    </>
  );
}
