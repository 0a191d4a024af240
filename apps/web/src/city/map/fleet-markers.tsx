import { canvas } from 'leaflet';
import { useEffect, useState } from 'react';
import { useMap } from '../../map/map-context.js';
import { mapColour } from '../../map/map-palette.js';
import { usePalette } from '../../map/use-palette.js';
import type { CityDriver } from '../city-state.js';
import { driverStatuses } from './driver-status.js';
import { AnimatedFleet } from './animated-fleet.js';

const PANE = 'fleet';

/** The drivers, on a canvas of their own: the roads below aren't drawn again as they move. */
export function FleetMarkers({ drivers }: { drivers: readonly CityDriver[] }) {
  const map = useMap();
  const [fleet, setFleet] = useState<AnimatedFleet>();
  const palette = usePalette();
  useEffect(() => {
    const pane = map.getPane(PANE) ?? map.createPane(PANE);
    pane.style.zIndex = '450';
    pane.style.pointerEvents = 'none';
    const renderer = canvas({ pane: PANE, padding: 0.3 });
    const made = new AnimatedFleet(map, renderer);
    setFleet(made);
    return () => {
      made.remove();
      renderer.remove();
    };
  }, [map]);
  useEffect(() => {
    if (!fleet) return;
    const edge = mapColour('paper');
    const colours = new Map(driverStatuses.map((status) => [status, mapColour(status)]));
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    fleet.show(drivers, (status) => ({ fillColor: colours.get(status), color: edge }), isStill);
  }, [fleet, drivers, palette]);
  return null;
}
