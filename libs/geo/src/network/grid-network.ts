import type { Position } from '#contracts';
import { reverseLink, type RoadLink } from './adjacency.js';
import { gridFeatures } from './grid-features.js';
import { avenueName, streetName } from './grid-names.js';
import { gridPosition, type GridPlan } from './grid-plan.js';
import type { RoadLabel } from './road-label.js';
import { RoadNetwork } from './road-network.js';

export interface GridOptions {
  /** Name of the city (default "Gridtown"). */
  readonly name?: string;
  /** The middle of the grid (default Midtown Manhattan). */
  readonly center?: Position;
  /** Number of streets, at least 2 (default 76). */
  readonly rows?: number;
  /** Number of avenues, at least 2 (default 13). */
  readonly columns?: number;
  /** Lengths of a block in metres: between streets (default 80), between avenues (default 250). */
  readonly blockMeters?: { readonly betweenStreets: number; readonly betweenAvenues: number };
  /** Clockwise rotation of the avenues from north (default 29, as in Manhattan). */
  readonly rotationDegrees?: number;
  /** Speed on streets (default 18). */
  readonly streetKmph?: number;
  /** Speed on avenues (default 28). */
  readonly avenueKmph?: number;
  /** Speed on the two outer avenues, the parkways along the water (default 45). */
  readonly parkwayKmph?: number;
}

type Grid = Required<GridOptions> & GridPlan;

const DEFAULTS: Grid = {
  name: 'Gridtown',
  center: { lat: 40.7549, lng: -73.984 },
  rows: 76,
  columns: 13,
  blockMeters: { betweenStreets: 80, betweenAvenues: 250 },
  rotationDegrees: 29,
  streetKmph: 18,
  avenueKmph: 28,
  parkwayKmph: 45,
};

/** Every eighth street is wide and two-way, like 14th, 34th or 42nd Street. */
const WIDE_STREET_EVERY = 8;
const WIDE_STREET_GAIN = 1.4;
const MAX_NODES = 1_000_000;

/**
 * A city of streets and avenues that needs no map data: 3 km × 6 km by default. The direction
 * of one-way streets and avenues alternates. The outermost roads are two-way, which makes the
 * grid strongly connected: every one-way road begins and ends on that ring. Roads, water, parks,
 * districts and a few landmarks have names. The same options give the same network.
 *
 * @throws RangeError for fewer than two rows or columns, or a size or speed that isn't positive
 */
export function generateGrid(options: GridOptions = {}): RoadNetwork {
  const grid: Grid = { ...DEFAULTS, ...options };
  assertGrid(grid);
  const positions: Position[] = [];
  const links: RoadLink[] = [];
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      positions.push(gridPosition(grid, row, column));
      if (column + 1 < grid.columns) links.push(...streetBlock(grid, row, column));
      if (row + 1 < grid.rows) links.push(...avenueBlock(grid, row, column));
    }
  }
  return new RoadNetwork({ name: grid.name, positions, links, features: gridFeatures(grid) });
}

function assertGrid({ rows, columns, blockMeters, ...grid }: Grid): void {
  const whole = [rows, columns].every((count) => Number.isInteger(count) && count >= 2);
  if (!whole || rows * columns > MAX_NODES) {
    throw new RangeError(
      `a grid needs at least 2 rows and columns, and at most ${MAX_NODES} nodes`,
    );
  }
  const { betweenStreets, betweenAvenues } = blockMeters;
  const speeds = [grid.streetKmph, grid.avenueKmph, grid.parkwayKmph];
  const positive = [betweenStreets, betweenAvenues, ...speeds].every(
    (size) => Number.isFinite(size) && size > 0,
  );
  if (!positive) throw new RangeError('block lengths and speeds of a grid must be positive');
}

function streetBlock(grid: Grid, row: number, column: number): RoadLink[] {
  const west = row * grid.columns + column;
  const wide = row % WIDE_STREET_EVERY === 0;
  const outer = row === 0 || row === grid.rows - 1;
  const kmph = grid.streetKmph * (wide ? WIDE_STREET_GAIN : 1);
  const kind = wide ? 'tertiary' : 'residential';
  const label = { name: streetName(grid, row, column), otherNames: [], kind };
  const ahead = block(west, west + 1, { meters: grid.blockMeters.betweenAvenues, kmph, label });
  return linksInDirections(ahead, wide || outer ? 'both' : row % 2 === 0 ? 'ahead' : 'back');
}

function avenueBlock(grid: Grid, row: number, column: number): RoadLink[] {
  const south = row * grid.columns + column;
  const outer = column === 0 || column === grid.columns - 1;
  const kmph = outer ? grid.parkwayKmph : grid.avenueKmph;
  const meters = grid.blockMeters.betweenStreets;
  const kind = outer ? 'primary' : 'secondary';
  const label = { name: avenueName(grid, column), otherNames: [], kind };
  const ahead = block(south, south + grid.columns, { meters, kmph, label });
  return linksInDirections(ahead, outer ? 'both' : column % 2 === 0 ? 'ahead' : 'back');
}

function block(
  from: number,
  to: number,
  { meters, kmph, label }: { meters: number; kmph: number; label: RoadLabel },
): RoadLink {
  return { from, to, meters, seconds: meters / (kmph / 3.6), label };
}

function linksInDirections(ahead: RoadLink, directions: 'ahead' | 'back' | 'both'): RoadLink[] {
  const back = reverseLink(ahead);
  if (directions === 'both') return [ahead, back];
  return [directions === 'ahead' ? ahead : back];
}
