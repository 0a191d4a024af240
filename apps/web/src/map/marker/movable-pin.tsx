import type { Position } from '#contracts';
import { divIcon, marker as createMarker, type Marker } from 'leaflet';
import { useEffect, useRef, useState } from 'react';
import { useLayer, useMap } from '../map-context.js';
import { PinMoves } from './pin-moves.js';

interface MovablePinProps {
  position: Position;
  kind: 'pickup' | 'dropoff';
  label: string;
  onMove: (position: Position) => void;
}

/**
 * A pin that the user drags, or moves with the arrow keys while it has the focus: 10 pixels a key
 * press, 1 pixel with Shift. Escape takes back a move by keys that has not ended. A position that the
 * page does not take over is undone by the next render.
 */
export function MovablePin({ position, kind, label, onMove }: MovablePinProps) {
  const map = useMap();
  const pin = useLayer(() => newPin(position, kind));
  const latest = useRef({ position, onMove });
  const [moves] = useState(
    () =>
      new PinMoves(pin, {
        map,
        onMove: (to) => latest.current.onMove(to),
        position: () => latest.current.position,
      }),
  );
  useEffect(() => {
    latest.current = { position, onMove };
    moves.settle();
  });
  useEffect(() => moves.listen(), [moves]);
  useEffect(() => {
    const element = pin.getElement();
    element?.setAttribute('role', 'button');
    element?.setAttribute('aria-label', label);
    element?.setAttribute('aria-keyshortcuts', 'ArrowUp ArrowDown ArrowLeft ArrowRight Escape');
  }, [pin, label]);
  return null;
}

/** The icon is larger than its drawing, because a finger needs 44 pixels. */
const ICON_PIXELS = 44;

function newPin(position: Position, kind: MovablePinProps['kind']): Marker {
  const icon = divIcon({
    className: 'movable-pin',
    html: `<span data-kind="${kind}"></span>`,
    iconSize: [ICON_PIXELS, ICON_PIXELS],
    iconAnchor: [ICON_PIXELS / 2, ICON_PIXELS / 2],
  });
  return createMarker(position, {
    icon,
    draggable: true,
    autoPan: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    bubblingMouseEvents: false,
    zIndexOffset: kind === 'pickup' ? 1 : 0,
  });
}
