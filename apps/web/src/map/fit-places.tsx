import type { Position } from '#contracts';
import { latLngBounds } from 'leaflet';
import { useEffect, useRef } from 'react';
import { useMap } from './map-context.js';

/** Pixels between the places and the edges of the map, and their greatest share of its size. */
const PADDING = 48;
const PADDING_SHARE = 0.2;

/** Fits the map to these places once. The view then belongs to the user, who may move the map. */
export function FitPlaces({ places }: { places: readonly Position[] }) {
  const map = useMap();
  const first = useRef(places);
  useEffect(() => {
    const bounds = latLngBounds(first.current.map(({ lat, lng }) => ({ lat, lng })));
    if (!bounds.isValid()) return;
    const { x, y } = map.getSize();
    const paddingOf = (pixels: number) => Math.min(PADDING, pixels * PADDING_SHARE);
    map.fitBounds(bounds, { padding: [paddingOf(x), paddingOf(y)], maxZoom: 16.5 });
  }, [map]);
  return null;
}
