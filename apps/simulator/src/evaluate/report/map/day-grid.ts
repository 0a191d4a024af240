import { latLngToCell } from 'h3-js';
import { startNodesOf, type DayRecord, type EvaluationCity } from '#simulation';
import type { Evaluation } from '../../evaluation.js';
import { carSegments, type CarSegment, type CarState } from './car-segments.js';
import { gridCells, type GridCells } from './grid-cells.js';

/** The counts that a grid holds, in their order. Riders count in the cell of their pickup. */
export const GRID_LAYERS = ['waiting', 'lost', 'served', 'free', 'busy', 'away'] as const;
export type GridLayer = (typeof GRID_LAYERS)[number];

const INTERVALS_SECONDS = [300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];
/** Bounds the size of the page. */
const MOST_FRAMES = 168;
const MOST_COUNT = 65_535;

/**
 * What happens in each hexagon at each time of the day. `waiting`, `free`, `busy` and `away` are
 * riders and cars at the beginning of a frame; `lost` and `served` are the requests of the frame, by when
 * riders wanted to leave.
 */
export interface DayGrid {
  readonly grid: GridCells;
  /** Beginning of the first frame in seconds since midnight of the first day. */
  readonly startSeconds: number;
  readonly intervalSeconds: number;
  readonly frames: number;
  /** One array for each policy, by layer, frame and cell. A count above 65,535 is kept as 65,535. */
  readonly policies: readonly Uint16Array[];
}

/** Counts riders and cars of each policy by hexagon and time. */
export function createDayGrid({ city, results }: Evaluation, pixelsPerKm: number): DayGrid {
  const { network } = city.times;
  const grid = gridCells(network, pixelsPerKm);
  const times = framesOf(
    city,
    results.map(({ record }) => record),
  );
  const pickupCells = city.requests.map(
    ({ origin }) => grid.cellOfNode[network.nearestNode(origin).node]!,
  );
  const startNodes = startNodesOf(city);
  const policies = results.map(({ record }) => {
    const counter = new GridCounter(grid, times);
    countRiders(counter, { record, city, pickupCells });
    countCars(counter, { record, city, startNodes });
    return counter.counts;
  });
  return { grid, ...times, policies };
}

type Frames = Pick<DayGrid, 'startSeconds' | 'intervalSeconds' | 'frames'>;

function framesOf({ requests }: EvaluationCity, records: readonly DayRecord[]): Frames {
  const first = requests[0]?.departureSeconds ?? 0;
  const last = requests.at(-1)?.departureSeconds ?? 0;
  const end = records.reduce((most, { endSeconds }) => Math.max(most, endSeconds), last);
  for (const intervalSeconds of INTERVALS_SECONDS) {
    const startSeconds = Math.floor(first / intervalSeconds) * intervalSeconds;
    const frames = Math.floor((end - startSeconds) / intervalSeconds) + 1;
    if (frames <= MOST_FRAMES) return { startSeconds, intervalSeconds, frames };
  }
  const intervalSeconds = Math.ceil((end + 1) / MOST_FRAMES);
  return { startSeconds: 0, intervalSeconds, frames: MOST_FRAMES };
}

class GridCounter {
  readonly counts: Uint16Array;

  constructor(
    readonly grid: GridCells,
    readonly times: Frames,
  ) {
    this.counts = new Uint16Array(GRID_LAYERS.length * times.frames * grid.cells.length);
  }

  add(layer: GridLayer, frame: number, cell: number): void {
    const { frames } = this.times;
    const row = GRID_LAYERS.indexOf(layer) * frames + frame;
    const index = row * this.grid.cells.length + cell;
    if (this.counts[index]! < MOST_COUNT) this.counts[index]! += 1;
  }

  frameOf(seconds: number): number {
    const { startSeconds, intervalSeconds } = this.times;
    return Math.floor((seconds - startSeconds) / intervalSeconds);
  }

  /** The frames that begin at `from` or later and before `to`. */
  *framesBetween(from: number, to: number): Generator<number> {
    const { startSeconds, intervalSeconds, frames } = this.times;
    const first = Math.max(0, Math.ceil((from - startSeconds) / intervalSeconds));
    for (let frame = first; frame < frames; frame += 1) {
      if (this.secondsOf(frame) >= to) return;
      yield frame;
    }
  }

  secondsOf(frame: number): number {
    return this.times.startSeconds + frame * this.times.intervalSeconds;
  }
}

interface Riders {
  readonly record: DayRecord;
  readonly city: EvaluationCity;
  readonly pickupCells: readonly number[];
}

function countRiders(counter: GridCounter, { record, city, pickupCells }: Riders): void {
  for (const [i, { departureSeconds }] of city.requests.entries()) {
    const ride = record.rides[i]!;
    const cell = pickupCells[i]!;
    counter.add(
      ride.status === 'served' ? 'served' : 'lost',
      counter.frameOf(departureSeconds),
      cell,
    );
    const until = ride.status === 'served' ? ride.pickedUpSeconds : ride.atSeconds;
    for (const frame of counter.framesBetween(departureSeconds, until)) {
      counter.add('waiting', frame, cell);
    }
  }
}

interface Cars {
  readonly record: DayRecord;
  readonly city: EvaluationCity;
  readonly startNodes: readonly number[];
}

function countCars(counter: GridCounter, { record, city, startNodes }: Cars): void {
  const { times } = city;
  const travelSeconds = (from: number, to: number): number => times.getRow(to).seconds[from]!;
  for (const car of record.stops.keys()) {
    const duty = record.duty?.[car];
    for (const segment of carSegments(record, {
      car,
      startNode: startNodes[car]!,
      travelSeconds,
    })) {
      for (const frame of counter.framesBetween(segment.fromSeconds, segment.toSeconds)) {
        const seconds = counter.secondsOf(frame);
        const cell = cellAt(segment, seconds, { counter, city });
        counter.add(stateAt(segment, seconds, duty), frame, cell);
      }
    }
  }
}

/** A free car that is off duty is away. */
function stateAt(
  { state }: CarSegment,
  seconds: number,
  duty: NonNullable<DayRecord['duty']>[number] | undefined,
): CarState {
  if (state !== 'free' || duty === undefined) return state;
  return duty.some(({ from, to }) => from <= seconds && seconds < to) ? 'free' : 'away';
}

/** The cell on the straight line of a drive, or that of the nearer end where it has no junction. */
function cellAt(
  { fromSeconds, toSeconds, fromNode, toNode }: CarSegment,
  seconds: number,
  { counter: { grid }, city }: { counter: GridCounter; city: EvaluationCity },
): number {
  if (fromNode === toNode) return grid.cellOfNode[fromNode]!;
  const share = (seconds - fromSeconds) / Math.max(1e-9, toSeconds - fromSeconds);
  const nearer = grid.cellOfNode[share < 0.5 ? fromNode : toNode]!;
  const { network } = city.times;
  const [from, to] = [network.position(fromNode), network.position(toNode)];
  // Across the antimeridian the line would lead around the world.
  if (Math.abs(to.lng - from.lng) > 180) return nearer;
  const lat = from.lat + (to.lat - from.lat) * share;
  const lng = from.lng + (to.lng - from.lng) * share;
  return grid.indexOf.get(latLngToCell(lat, lng, grid.resolution)) ?? nearer;
}

/** Sums a layer of a policy over frames, by cell. */
export function sumLayer(
  day: DayGrid,
  { policy, layer }: { readonly policy: number; readonly layer: GridLayer },
  [from, to]: readonly [number, number] = [0, day.frames],
): number[] {
  const { cells } = day.grid;
  const counts = day.policies[policy]!;
  const first = GRID_LAYERS.indexOf(layer) * day.frames;
  return cells.map((_, cell) => {
    let sum = 0;
    for (let frame = from; frame < to; frame += 1) {
      sum += counts[(first + frame) * cells.length + cell]!;
    }
    return sum;
  });
}
