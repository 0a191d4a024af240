/** The layers that an operator can put on the map. */
export const MAP_LAYERS = ['demand', 'waiting', 'supply'] as const;
export type MapLayer = (typeof MAP_LAYERS)[number];

/** The layers that are shown, and the moment that they show. */
export interface MapView {
  layers: ReadonlySet<MapLayer>;
  /** The step of the history; undefined is the present. */
  step: number | undefined;
}
