import type { DriverLocation } from '#client';
import { CarMarker } from './car-marker.js';
import { useStaleAge } from './location-age.js';

interface DriverCarProps {
  location: DriverLocation;
  /** The stream is stale, so the car may be elsewhere by now. */
  isStale: boolean;
}

/** The car of a trip's driver. It is grey and has no direction when its location is stale. */
export function DriverCar({ location, isStale }: DriverCarProps) {
  const age = useStaleAge(location);
  const { position, headingDegrees } = location;
  return (
    <CarMarker
      position={position}
      headingDegrees={headingDegrees}
      isStale={isStale || age !== null}
    />
  );
}
