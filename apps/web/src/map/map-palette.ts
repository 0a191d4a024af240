/** The names that tokens.css gives to the colours of the map. */
export type MapColour =
  | ('paper' | 'road' | 'road-edge' | 'route' | 'pickup' | 'dropoff' | 'car' | 'car-stale')
  // A driver's status, on the map of the city.
  | ('idle' | 'offered' | 'on_trip' | 'silent');

/** Canvas knows no custom properties, so they are looked up; again when light turns to dark. */
export function mapColour(name: MapColour): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim();
}

/** Calls back whenever the colours have changed. @returns ends it */
export function onPaletteChange(listener: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
}
