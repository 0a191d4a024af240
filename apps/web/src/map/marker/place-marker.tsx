import type { Position } from '#contracts';
import { circleMarker } from 'leaflet';
import { useEffect } from 'react';
import { mapColour, usePalette } from '../map-palette.js';
import { useLayer } from '../map-context.js';

interface PlaceMarkerProps {
  position: Position;
  kind: 'pickup' | 'dropoff';
}

/** A ring marks the pickup and a full dot the drop-off, so they differ without colour too. */
export function PlaceMarker({ position, kind }: PlaceMarkerProps) {
  const marker = useLayer(() =>
    circleMarker(position, { radius: 8, weight: 4, fillOpacity: 1, interactive: false }),
  );
  const palette = usePalette();
  const { lat, lng } = position;
  useEffect(() => {
    marker.setLatLng({ lat, lng });
  }, [marker, lat, lng]);
  useEffect(() => {
    const color = mapColour(kind);
    marker.setStyle({ color, fillColor: kind === 'pickup' ? mapColour('paper') : color });
    marker.bringToFront();
  }, [marker, kind, palette]);
  return null;
}
