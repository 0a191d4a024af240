import type { CityMap } from '#contracts';
import { useEffect } from 'react';
import { useMap } from './map-context.js';

/** Fits the map to the whole city at first. Components after this one may zoom in. */
export function ShowCity({ city }: { city: CityMap }) {
  const map = useMap();
  useEffect(() => {
    const { south, west, north, east } = city.bounds;
    const corners: [number, number][] = [
      [south, west],
      [north, east],
    ];
    map.fitBounds(corners, { animate: false });
    map.setMinZoom(map.getZoom() - 1);
    map.setMaxZoom(18);
  }, [map, city]);
  return null;
}
