import { getHexagonEdgeLengthAvg, latLngToCell, UNITS } from 'h3-js';
import type { DayRecord, EvaluationCity } from '#simulation';
import { HEAT_CLASSES } from '../report-colours.js';

/** Number of lost requests by H3 cell of the origin. */
export type LostCells = ReadonlyMap<string, number>;

export interface HeatClass {
  readonly from: number;
  /** Inclusive upper bound. */
  readonly to: number;
}

const FINEST = 9;
const COARSEST = 3;
/** The colour of a smaller hexagon could not be recognised. */
const LEAST_EDGE_PIXELS = 4;

/** The finest H3 resolution with visible hexagons, at most 9. */
export function cellResolution(pixelsPerKm: number): number {
  let resolution = FINEST;
  const edge = (): number => getHexagonEdgeLengthAvg(resolution, UNITS.km) * pixelsPerKm;
  while (resolution > COARSEST && edge() < LEAST_EDGE_PIXELS) resolution -= 1;
  return resolution;
}

export function lostCells(
  { rides }: DayRecord,
  { requests }: EvaluationCity,
  resolution: number,
): LostCells {
  const cells = new Map<string, number>();
  rides.forEach(({ status }, i) => {
    const origin = requests[i]?.origin;
    if (status !== 'lost' || !origin) return;
    const cell = latLngToCell(origin.lat, origin.lng, resolution);
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  });
  return cells;
}

/** Classes at 1, 2, 5, 10, 20…, because few cells have most losses, and equal steps would hide others. */
export function heatClasses(most: number): HeatClass[] {
  const bounds: number[] = [];
  for (let power = 1; power <= most; power *= 10) {
    bounds.push(...[power, 2 * power, 5 * power].filter((bound) => bound <= most));
  }
  const kept = bounds.slice(-HEAT_CLASSES);
  return kept.map((bound, i) => ({ from: i === 0 ? 1 : bound, to: (kept[i + 1] ?? most + 1) - 1 }));
}
