import type { CityMap } from '#contracts';
import { polyline, type LatLngTuple } from 'leaflet';
import { useEffect } from 'react';
import { mapColour, usePalette } from '../map-palette.js';
import { useMap } from '../map-context.js';
import { paneCanvas } from '../map-pane.js';

/**
 * All streets as two lines on a canvas of their own, so that a moving car doesn't redraw them. The
 * wider line below shows on both sides of the road as its edge.
 */
export function Roads({ city }: { city: CityMap }) {
  const map = useMap();
  const palette = usePalette();
  useEffect(() => {
    const renderer = paneCanvas(map, 'roads').addTo(map);
    const options = { renderer, pane: 'roads', interactive: false };
    const lines = city.roads.features.map(({ geometry }) => geometry.coordinates.map(toLatLng));
    const edges = polyline(lines, { ...options, color: mapColour('road-edge') }).addTo(map);
    const roads = polyline(lines, { ...options, color: mapColour('road') }).addTo(map);
    const paint = () => {
      const { road, edge } = roadWidth(map.getZoom());
      edges.setStyle({ weight: edge });
      roads.setStyle({ weight: road, stroke: road > 0 });
    };
    paint();
    map.on('zoomend', paint);
    return () => {
      map.off('zoomend', paint);
      edges.remove();
      roads.remove();
      renderer.remove();
    };
  }, [map, city, palette]);
  return null;
}

/** RFC 7946, section 3.1.1: a GeoJSON position has the longitude first. */
const toLatLng = ([lng, lat]: [number, number]): LatLngTuple => [lat, lng];

/** Below this zoom a road is a hairline: wider lines of neighbouring streets would overlap. */
const HAIRLINE_ZOOM = 14.5;

/** The width of a road and of the line below it, in pixels. */
function roadWidth(zoom: number): { road: number; edge: number } {
  if (zoom < HAIRLINE_ZOOM) return { road: 0, edge: 1 };
  const road = Math.min(8, 2 * 1.5 ** (zoom - HAIRLINE_ZOOM));
  return { road, edge: road + 2 };
}
