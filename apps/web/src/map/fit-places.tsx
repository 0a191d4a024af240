import type { Position } from '#contracts';
import { latLngBounds } from 'leaflet';
import { useEffect, useRef } from 'react';
import { useMap } from './map-context.js';

/** Fits the map to these places once. The view then belongs to the user, who may move the map. */
export function FitPlaces({ places }: { places: readonly Position[] }) {
  const map = useMap();
  const first = useRef(places);
  useEffect(() => {
    const bounds = latLngBounds(first.current.map(({ lat, lng }) => ({ lat, lng })));
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [48, 48], maxZoom: 16.5 });
  }, [map]);
  return null;
}
