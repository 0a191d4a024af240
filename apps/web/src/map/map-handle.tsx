import type { Map as LeafletMap } from 'leaflet';
import { useEffect, type RefObject } from 'react';
import { useMap } from './map-context.js';

/** Hands the map to a component outside of `MapView`, which needs the centre of the view. */
export function MapHandle({ handle }: { handle: RefObject<LeafletMap | null> }) {
  const map = useMap();
  useEffect(() => {
    let isMounted = true;
    // Before its first view a map has no centre, and Leaflet throws.
    map.whenReady(() => {
      if (isMounted) handle.current = map;
    });
    return () => {
      isMounted = false;
      handle.current = null;
    };
  }, [map, handle]);
  return null;
}
