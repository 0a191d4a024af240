import type { Position } from '#contracts';
import { latLngBounds } from 'leaflet';
import { useEffect, useRef } from 'react';
import { useMap } from './map-context.js';

/** Shows all of these places, once: what the reader does with the map afterwards is theirs. */
export function FitPlaces({ places }: { places: readonly Position[] }) {
  const map = useMap();
  const first = useRef(places);
  useEffect(() => {
    const bounds = latLngBounds(first.current.map(({ lat, lng }) => ({ lat, lng })));
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [48, 48], maxZoom: 16.5 });
  }, [map]);
  return null;
}
