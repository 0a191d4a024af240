import { useEffect, useState } from 'react';
import { useMap } from '../../map/map-context.js';
import { paneCanvas } from '../../map/map-pane.js';
import { mapColour, usePalette } from '../../map/map-palette.js';
import { driverStatuses } from '../map/driver-status.js';
import type { StatusColours } from './driver-sprites.js';
import { AnimatedFleet } from './animated-fleet.js';
import type { Fleet } from './use-fleet.js';

/** The drivers, on a canvas of their own, so that a moving car does not redraw the roads below. */
export function FleetMarkers({ fleet }: { fleet: Fleet }) {
  const map = useMap();
  const [animated, setAnimated] = useState<AnimatedFleet>();
  const palette = usePalette();
  useEffect(() => {
    const renderer = paneCanvas(map, 'fleet');
    const created = new AnimatedFleet(map, renderer);
    setAnimated(created);
    return () => {
      created.remove();
      renderer.remove();
    };
  }, [map]);
  useEffect(() => {
    if (!animated) return;
    const colours = Object.fromEntries([
      ...driverStatuses.map((status) => [status, mapColour(status)]),
      ['stale', mapColour('car-stale')],
      ['edge', mapColour('paper')],
    ]) as StatusColours;
    const hasReducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    animated.show(fleet, { colours, hasReducedMotion });
  }, [animated, fleet, palette]);
  return null;
}
