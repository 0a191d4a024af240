import type { CityMap } from '#contracts';
import { polygon, type LatLngTuple } from 'leaflet';
import { useEffect } from 'react';
import { useMap } from '../map-context.js';
import { mapColour, usePalette } from '../map-palette.js';
import { paneCanvas } from '../map-pane.js';

/** Water and parks below the streets. Districts have names only. */
export function Areas({ city }: { city: CityMap }) {
  const map = useMap();
  const palette = usePalette();
  useEffect(() => {
    const renderer = paneCanvas(map, 'areas');
    const shapes = (city.areas?.features ?? []).flatMap(({ properties, geometry }) => {
      const { kind } = properties;
      if (kind === 'district') return [];
      const rings = geometry.coordinates.map((ring) => ring.map(toLatLng));
      const style = { fillColor: mapColour(kind), fillOpacity: 1, stroke: false };
      return [polygon(rings, { ...style, renderer, pane: 'areas', interactive: false }).addTo(map)];
    });
    return () => {
      for (const shape of shapes) shape.remove();
      renderer.remove();
    };
  }, [map, city, palette]);
  return null;
}

/** RFC 7946, section 3.1.1: a GeoJSON position has the longitude first. */
const toLatLng = ([lng, lat]: [number, number]): LatLngTuple => [lat, lng];
