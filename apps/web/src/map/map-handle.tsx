import type { Map as LeafletMap } from 'leaflet';
import { useEffect, type RefObject } from 'react';
import { useMap } from './map-context.js';

/** Gives the map to somebody outside of it, who wants to know its middle. */
export function MapHandle({ handle }: { handle: RefObject<LeafletMap | null> }) {
  const map = useMap();
  useEffect(() => {
    handle.current = map;
    return () => {
      handle.current = null;
    };
  }, [map, handle]);
  return null;
}
