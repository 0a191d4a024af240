import type { CityMap } from '#contracts';
import { polyline, type LatLngTuple } from 'leaflet';
import { useEffect } from 'react';
import { mapColour } from '../map-palette.js';
import { useLayer, useMap } from '../map-context.js';
import { roadWidth } from './road-width.js';
import { usePalette } from '../use-palette.js';

/** All streets as two lines: the road, and what is seen of a wider one below it as its edge. */
export function Roads({ city }: { city: CityMap }) {
  const map = useMap();
  const lines = () => city.roads.features.map(({ geometry }) => geometry.coordinates.map(toLatLng));
  const edges = useLayer(() => polyline(lines(), { interactive: false }));
  const roads = useLayer(() => polyline(lines(), { interactive: false }));
  const palette = usePalette();
  useEffect(() => {
    const paint = () => {
      const { road, edge } = roadWidth(map.getZoom());
      edges.setStyle({ color: mapColour('road-edge'), weight: edge });
      roads.setStyle({ color: mapColour('road'), weight: road, stroke: road > 0 });
    };
    paint();
    map.on('zoomend', paint);
    return () => {
      map.off('zoomend', paint);
    };
  }, [map, edges, roads, palette]);
  return null;
}

/** GeoJSON has the longitude first. */
const toLatLng = ([lng, lat]: [number, number]): LatLngTuple => [lat, lng];
