import type { Position } from '#contracts';
import { useEffect } from 'react';
import { useMap } from '../../map/map-context.js';

interface FollowCarProps {
  position: Position;
  /** The driver has dragged the map, so the view is the driver's again. */
  onStop: () => void;
}

/** Streets and their names are legible at this zoom. */
const STREET_ZOOM = 16.5;

/** Keeps the car in the middle of the map. */
export function FollowCar({ position: { lat, lng }, onStop }: FollowCarProps) {
  const map = useMap();
  useEffect(() => {
    map.setView({ lat, lng }, Math.max(map.getZoom(), STREET_ZOOM));
  }, [map, lat, lng]);
  useEffect(() => {
    map.on('dragstart', onStop);
    return () => {
      map.off('dragstart', onStop);
    };
  }, [map, onStop]);
  return null;
}
