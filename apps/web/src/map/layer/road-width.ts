/** Below this a road is a hairline: two lines a block apart would run into each other. */
const HAIRLINE_ZOOM = 14.5;

/** How thick roads are drawn at that zoom, in pixels; the edge is what shows on both sides. */
export function roadWidth(zoom: number): { road: number; edge: number } {
  if (zoom < HAIRLINE_ZOOM) return { road: 0, edge: 1 };
  const road = Math.min(8, 2 * 1.5 ** (zoom - HAIRLINE_ZOOM));
  return { road, edge: road + 2 };
}
