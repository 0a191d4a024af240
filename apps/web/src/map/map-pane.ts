import { canvas, type Canvas, type Map as LeafletMap } from 'leaflet';

/**
 * The panes between the tiles (200) and the routes and markers (400), from bottom to top. Each has a
 * canvas of its own, because a canvas redraws all its shapes where one of them changes.
 */
const Z_INDEX = { areas: 210, roads: 220, labels: 350, heat: 360, fleet: 450 } as const;

export type MapPane = keyof typeof Z_INDEX;

/** Creates the pane when the map doesn't have it. Clicks go through it to the map. */
function ensurePane(map: LeafletMap, name: MapPane): MapPane {
  const pane = map.getPane(name) ?? map.createPane(name);
  pane.style.zIndex = String(Z_INDEX[name]);
  pane.style.pointerEvents = 'none';
  return name;
}

/** A canvas in a pane of its own. The caller removes it. */
export const paneCanvas = (map: LeafletMap, name: MapPane): Canvas =>
  canvas({ pane: ensurePane(map, name), padding: 0.3 });
