import { CarMarker } from '../../map/marker/car-marker.js';
import { PlaceMarker } from '../../map/marker/place-marker.js';
import { TripPlaces } from '../map/trip-places.js';
import { carAt, type PastTrip } from './trip-steps.js';

/** What was true of a trip: where from, where to, and the car where it is known to have been. */
export function ReplayMap({ trip }: { trip: PastTrip }) {
  const car = carAt(trip);
  return (
    <>
      <TripPlaces key={`way-${trip.id}`} trip={trip} />
      <PlaceMarker key={`from-${trip.id}`} position={trip.pickup} kind="pickup" />
      <PlaceMarker key={`to-${trip.id}`} position={trip.dropoff} kind="dropoff" />
      {car && <CarMarker position={car} headingDegrees={null} isStale={false} />}
    </>
  );
}
