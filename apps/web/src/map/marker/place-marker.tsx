import type { Position } from '#contracts';
import { circleMarker } from 'leaflet';
import { useEffect } from 'react';
import { mapColour, usePalette } from '../map-palette.js';
import { useLayer } from '../map-context.js';
import { MovablePin } from './movable-pin.js';

interface PlaceMarkerProps {
  position: Position;
  kind: 'pickup' | 'dropoff';
  /**
   * Called with the new position after the user has dragged the pin, or moved it with the arrow
   * keys and paused. Without it the marker can't be moved.
   */
  onMove?: ((position: Position) => void) | undefined;
  /** The name of a movable pin for screen readers, such as `Pickup`. Default: the kind. */
  label?: string | undefined;
}

/** A ring marks the pickup and a full dot the drop-off, so they differ without colour too. */
export function PlaceMarker({ position, kind, onMove, label = kind }: PlaceMarkerProps) {
  if (!onMove) return <PlaceDot position={position} kind={kind} />;
  return <MovablePin position={position} kind={kind} label={label} onMove={onMove} />;
}

function PlaceDot({ position, kind }: Pick<PlaceMarkerProps, 'position' | 'kind'>) {
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
