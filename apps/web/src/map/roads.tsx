import type { CityMap } from '#contracts';
import { polyline, type LatLngTuple } from 'leaflet';
import { useEffect } from 'react';
import { mapColour } from './map-palette.js';
import { useLayer } from './map-context.js';
import { usePalette } from './use-palette.js';

const EDGE = 5;
const ROAD = 3;

/** All streets as two lines: thin, and a thinner edge around it, so that they read on any paper. */
export function Roads({ city }: { city: CityMap }) {
  const lines = () => city.roads.features.map(({ geometry }) => geometry.coordinates.map(toLatLng));
  const still = { interactive: false, smoothFactor: 1 };
  const edges = useLayer(() => polyline(lines(), { ...still, weight: EDGE }));
  const roads = useLayer(() => polyline(lines(), { ...still, weight: ROAD }));
  const palette = usePalette();
  useEffect(() => {
    edges.setStyle({ color: mapColour('road-edge') });
    roads.setStyle({ color: mapColour('road') });
  }, [edges, roads, palette]);
  return null;
}

/** GeoJSON has the longitude first. */
const toLatLng = ([lng, lat]: [number, number]): LatLngTuple => [lat, lng];
