import type { CityHistory, Position } from '#contracts';
import type { CityDriver } from '../city-state.js';

/** A place of the city and the amount that a layer shows there. */
export interface MapCell {
  position: Position;
  count: number;
}

/** The side of a cell in degrees, as the server rounds the places of requests. */
const CELL_DEGREES = 0.004;
/** The demand of a moment is that of the quarter of the period before it. */
const STEPS_OF_DEMAND = 15;

/**
 * The requests of each cell up to a step.
 *
 * @param step the index of the last step that counts
 */
export function demandAt({ cells }: CityHistory, step: number): MapCell[] {
  const found = new Map<string, MapCell>();
  for (const { step: at, position, requested } of cells) {
    if (at <= step && at > step - STEPS_OF_DEMAND) add(found, position, requested);
  }
  return [...found.values()];
}

/** The idle drivers of each cell. */
export function supplyOf(drivers: readonly CityDriver[]): MapCell[] {
  const found = new Map<string, MapCell>();
  for (const { status, position } of drivers) if (status === 'idle') add(found, position, 1);
  return [...found.values()];
}

function add(cells: Map<string, MapCell>, { lat, lng }: Position, count: number): void {
  const position = { lat: rounded(lat), lng: rounded(lng) };
  const key = `${position.lat} ${position.lng}`;
  const known = cells.get(key);
  if (known) known.count += count;
  else cells.set(key, { position, count });
}

const rounded = (degrees: number): number => Math.round(degrees / CELL_DEGREES) * CELL_DEGREES;
