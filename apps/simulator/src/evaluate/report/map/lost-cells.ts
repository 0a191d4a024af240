import { getHexagonEdgeLengthAvg, latLngToCell, UNITS } from 'h3-js';
import type { DayRecord, EvaluationCity } from '#simulation';
import { HEAT_CLASSES } from '../report-colours.js';

/** Lost requests by the H3 cell in which they began. */
export type LostCells = ReadonlyMap<string, number>;

export interface HeatClass {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

const FINEST = 9;
const COARSEST = 3;
/** A smaller hexagon is a dot, whose colour can't be told. */
const LEAST_EDGE_PIXELS = 4;

/** The finest resolution whose hexagons can still be seen, 9 at most. */
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

/** Classes by 1, 2, 5, 10, 20…: a few places lose most, even steps would show only those. */
export function heatClasses(most: number): HeatClass[] {
  const bounds: number[] = [];
  for (let power = 1; power <= most; power *= 10) {
    bounds.push(...[power, 2 * power, 5 * power].filter((bound) => bound <= most));
  }
  const kept = bounds.slice(-HEAT_CLASSES);
  return kept.map((bound, i) => ({ from: i === 0 ? 1 : bound, to: (kept[i + 1] ?? most + 1) - 1 }));
}
