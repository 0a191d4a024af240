import type { LeafletMouseEvent } from 'leaflet';
import { useEffect, useRef } from 'react';
import { useMap } from '../../map/map-context.js';
import type { CityDriver } from '../city-state.js';
import type { ActedOn } from '../intervene/acted-on.js';
import { driverNear } from './driver-near.js';

/** A finger covers so many pixels around the place that it touches. */
const REACH_PIXELS = 16;

interface DriverPickerProps {
  drivers: readonly CityDriver[];
  onPick: (target: ActedOn) => void;
}

/** A click on a driver leads to the commands for the trip or the driver. Lists have them for keys. */
export function DriverPicker({ drivers, onPick }: DriverPickerProps) {
  const map = useMap();
  const latest = useRef({ drivers, onPick });
  useEffect(() => {
    latest.current = { drivers, onPick };
  });
  useEffect(() => {
    const pick = ({ latlng, containerPoint }: LeafletMouseEvent) => {
      const aside = map.containerPointToLatLng(containerPoint.add([REACH_PIXELS, 0]));
      const found = driverNear(latest.current.drivers, latlng, map.distance(latlng, aside));
      if (!found) return;
      const { id, status, tripId } = found;
      const isOnTrip = tripId !== null && (status === 'on_trip' || status === 'lost');
      latest.current.onPick(isOnTrip ? { tripId } : { driverId: id });
    };
    map.on('click', pick);
    return () => {
      map.off('click', pick);
    };
  }, [map]);
  return null;
}
