import type { Position } from '#contracts';
import { polyline } from 'leaflet';
import { useEffect } from 'react';
import { mapColour } from '../map-palette.js';
import { useLayer } from '../map-context.js';
import { usePalette } from '../use-palette.js';

/** A way through the streets, above the roads and below what moves on it. */
export function RouteLine({ way }: { way: readonly Position[] }) {
  const line = useLayer(() =>
    polyline([], { weight: 5, opacity: 0.75, interactive: false, lineJoin: 'round' }),
  );
  const palette = usePalette();
  useEffect(() => {
    line.setLatLngs(way.map(({ lat, lng }) => ({ lat, lng })));
  }, [line, way]);
  useEffect(() => {
    line.setStyle({ color: mapColour('route') });
  }, [line, palette]);
  return null;
}
