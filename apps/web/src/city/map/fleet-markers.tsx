import { useEffect, useState } from 'react';
import { useMap } from '../../map/map-context.js';
import { paneCanvas } from '../../map/map-pane.js';
import { mapColour, usePalette } from '../../map/map-palette.js';
import type { CityDriver } from '../city-state.js';
import { driverStatuses } from './driver-status.js';
import type { StatusColours } from './driver-sprites.js';
import { AnimatedFleet } from './animated-fleet.js';

/** The drivers, on a canvas of their own, so that a moving car does not redraw the roads below. */
export function FleetMarkers({ drivers }: { drivers: readonly CityDriver[] }) {
  const map = useMap();
  const [fleet, setFleet] = useState<AnimatedFleet>();
  const palette = usePalette();
  useEffect(() => {
    const renderer = paneCanvas(map, 'fleet');
    const created = new AnimatedFleet(map, renderer);
    setFleet(created);
    return () => {
      created.remove();
      renderer.remove();
    };
  }, [map]);
  useEffect(() => {
    if (!fleet) return;
    const colours = Object.fromEntries([
      ...driverStatuses.map((status) => [status, mapColour(status)]),
      ['edge', mapColour('paper')],
    ]) as StatusColours;
    const hasReducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    fleet.show(drivers, { colours, hasReducedMotion });
  }, [fleet, drivers, palette]);
  return null;
}
