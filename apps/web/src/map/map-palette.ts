import { useEffect, useState } from 'react';

/** The names that tokens.css and map.css give to the colours of the map. */
export type MapColour =
  | ('paper' | 'road' | 'road-edge' | 'route' | 'pickup' | 'dropoff' | 'car' | 'car-stale')
  // The ground and the names on it.
  | ('water' | 'park' | 'label' | 'halo' | 'label-water' | 'label-park' | 'label-district')
  // The statuses of drivers and the layers, on the map of the city.
  | ('idle' | 'offered' | 'on_trip' | 'silent' | 'lost' | 'heat' | 'waiting');

/** The present value of a colour. A canvas can't use custom properties, so they are looked up. */
export function mapColour(name: MapColour): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim();
}

const PALETTE_QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)'];

/** A number that changes with the map's colours. Every effect that paints depends on it. */
export function usePalette(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const queries = PALETTE_QUERIES.map((query) => matchMedia(query));
    const onChange = () => setVersion((known) => known + 1);
    for (const query of queries) query.addEventListener('change', onChange);
    return () => {
      for (const query of queries) query.removeEventListener('change', onChange);
    };
  }, []);
  return version;
}
