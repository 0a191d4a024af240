import type { Position } from '#contracts';
import { polyline } from 'leaflet';
import { useEffect } from 'react';
import { mapColour, usePalette } from '../map-palette.js';
import { useLayer } from '../map-context.js';

/** A path through the streets, drawn above the roads and below the cars. */
export function RouteLine({ path }: { path: readonly Position[] }) {
  const line = useLayer(() =>
    polyline([], { weight: 5, opacity: 0.75, interactive: false, lineJoin: 'round' }),
  );
  const palette = usePalette();
  useEffect(() => {
    line.setLatLngs(path.map(({ lat, lng }) => ({ lat, lng })));
  }, [line, path]);
  useEffect(() => {
    line.setStyle({ color: mapColour('route') });
  }, [line, palette]);
  return null;
}
