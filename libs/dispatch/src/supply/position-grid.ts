import type { Position } from '#contracts';
import { greatCircleMeters } from '#geo';

/** Height and width of a cell, in degrees: some 280 m from south to north. */
const CELL_DEGREES = 1 / 400;
const COLUMNS = 400 * 360;
const RADIANS = Math.PI / 180;
const EARTH_RADIUS = greatCircleMeters({ lat: 0, lng: 0 }, { lat: 90, lng: 0 }) / (90 * RADIANS);

/** A lower bound must not exceed a distance that it bounds by an error of rounding. */
const ROUNDING = 1 - 1e-6;
const ROUNDING_METERS = 1e-3;

export interface GridSearch {
  /** Slots farther than this may be left out, in metres. It may fall as the search goes on. */
  limitMeters(): number;
  visit(slot: number): void;
}

/**
 * Slots by the cell of their position, for a search outwards from a position: one ring of cells
 * after the other, until the next ring is too far. The bounds are those of parallels and meridians
 * on the sphere, so they hold at a pole and at the antimeridian too.
 */
export class PositionGrid {
  private readonly cells = new Map<number, Set<number>>();

  put(slot: number, { lat, lng }: Position): void {
    const cell = rowOf(lat) * COLUMNS + columnOf(lng);
    const slots = this.cells.get(cell);
    if (slots) slots.add(slot);
    else this.cells.set(cell, new Set([slot]));
  }

  /** @param position where the slot was put */
  remove(slot: number, { lat, lng }: Position): void {
    const cell = rowOf(lat) * COLUMNS + columnOf(lng);
    const slots = this.cells.get(cell);
    slots?.delete(slot);
    if (slots?.size === 0) this.cells.delete(cell);
  }

  clear(): void {
    this.cells.clear();
  }

  /**
   * Visits each slot within the limit once, and perhaps others of the same cells. It looks at no
   * more cells than twice the number of those that have a slot.
   */
  search(from: Position, search: GridSearch): void {
    const center = { row: rowOf(from.lat), column: columnOf(from.lng) };
    let ring = 0;
    // When the rings have more cells than there are, the search looks at the rest one by one.
    for (; (2 * ring + 1) ** 2 <= this.cells.size; ring++) {
      if (metersToRing(from, center, ring) > search.limitMeters()) return;
      for (const cell of listRing(center, ring)) this.visitCell(from, cell, search);
    }
    for (const cell of this.cells.keys()) {
      if (distanceInRings(center, cell) >= ring) this.visitCell(from, cell, search);
    }
  }

  private visitCell(from: Position, cell: number, search: GridSearch): void {
    const slots = this.cells.get(cell);
    if (!slots || metersToCell(from, cell) > search.limitMeters()) return;
    for (const slot of slots) search.visit(slot);
  }
}

interface Cell {
  readonly row: number;
  readonly column: number;
}

const rowOf = (lat: number): number => Math.floor((lat + 90) / CELL_DEGREES);
const southOf = (row: number): number => row * CELL_DEGREES - 90;
/** The longitudes 180° and −180° are one meridian. */
const columnOf = (lng: number): number => Math.floor((lng + 180) / CELL_DEGREES) % COLUMNS;
const westOf = (column: number): number => column * CELL_DEGREES - 180;

/** The cells around a centre at a distance of so many cells; those beyond a pole don't exist. */
function listRing({ row, column }: Cell, ring: number): number[] {
  const cells: number[] = [];
  const add = (north: number, east: number) =>
    cells.push((row + north) * COLUMNS + ((column + east + COLUMNS) % COLUMNS));
  if (ring === 0) add(0, 0);
  for (let step = -ring; step < ring; step++) {
    add(ring, step);
    add(-ring, -step);
    add(-step, ring);
    add(step, -ring);
  }
  return cells;
}

function distanceInRings({ row, column }: Cell, cell: number): number {
  const north = Math.abs(Math.floor(cell / COLUMNS) - row);
  const east = Math.abs((cell % COLUMNS) - column);
  return Math.max(north, Math.min(east, COLUMNS - east));
}

/** A lower bound for the distance to all cells that aren't in a nearer ring. */
function metersToRing(from: Position, { row, column }: Cell, ring: number): number {
  if (ring === 0) return 0;
  const north = southOf(row + ring) - from.lat;
  const south = from.lat - southOf(row - ring + 1);
  const east = turnBetween(from.lng, westOf(column + ring));
  const west = turnBetween(westOf(column - ring + 1), from.lng);
  return Math.min(
    metersToParallel(Math.min(north, south)),
    metersToMeridian(from.lat, Math.min(east, west)),
  );
}

/** A lower bound for the distance to all positions in a cell. */
function metersToCell({ lat, lng }: Position, cell: number): number {
  const row = Math.floor(cell / COLUMNS);
  const column = cell % COLUMNS;
  const northwards = Math.max(southOf(row) - lat, lat - southOf(row + 1), 0);
  if (column === columnOf(lng)) return metersToParallel(northwards);
  const east = turnBetween(lng, westOf(column));
  const west = turnBetween(westOf(column + 1), lng);
  return Math.max(metersToParallel(northwards), metersToMeridian(lat, Math.min(east, west)));
}

/** Degrees from one meridian eastwards to another, 0 ≤ degrees < 360. */
const turnBetween = (west: number, east: number): number => (((east - west) % 360) + 360) % 360;

/** No position beyond a parallel, so many degrees to the north or the south, is nearer. */
const metersToParallel = (degrees: number): number => atMost(degrees * RADIANS);

/** No position beyond a meridian, so many degrees to the east or the west, is nearer. */
function metersToMeridian(lat: number, degrees: number): number {
  const sine = Math.sin(Math.min(degrees, 90) * RADIANS);
  return atMost(Math.asin(Math.cos(lat * RADIANS) * sine));
}

const atMost = (angle: number): number => angle * EARTH_RADIUS * ROUNDING - ROUNDING_METERS;
