import type { CityMap } from '#contracts';
import { useEffect } from 'react';
import { useMap } from './map-context.js';

/** Shows the whole city first; what comes after it in the map may look closer. */
export function ShowCity({ city }: { city: CityMap }) {
  const map = useMap();
  useEffect(() => {
    const { south, west, north, east } = city.bounds;
    const whole: [number, number][] = [
      [south, west],
      [north, east],
    ];
    map.fitBounds(whole, { animate: false });
    map.setMinZoom(map.getZoom() - 1);
    map.setMaxZoom(18);
  }, [map, city]);
  return null;
}
