import { useEffect, useState } from 'react';

/** The names that tokens.css gives to the colours of the map. */
export type MapColour =
  | ('paper' | 'road' | 'road-edge' | 'route' | 'pickup' | 'dropoff' | 'car' | 'car-stale')
  // The statuses of drivers, on the map of the city.
  | ('idle' | 'offered' | 'on_trip' | 'silent' | 'lost');

/** The present value of a colour. A canvas can't use custom properties, so they are looked up. */
export function mapColour(name: MapColour): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim();
}

/** A number that changes with the map's colours. Every effect that paints depends on it. */
export function usePalette(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const onChange = () => setVersion((known) => known + 1);
    dark.addEventListener('change', onChange);
    return () => dark.removeEventListener('change', onChange);
  }, []);
  return version;
}
