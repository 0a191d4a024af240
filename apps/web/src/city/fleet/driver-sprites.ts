import type { DriverStatus } from '../city-state.js';
import { driverStatuses } from '../map/driver-status.js';
import { drawDriver, drawStaleDriver, REACH } from './driver-shape.js';
import { copyStamp, type Pixels } from './pixel-image.js';

/** The fill of each status and of old positions, and the edge that sets a shape off from the streets. */
export type StatusColours = Readonly<Record<DriverStatus | 'stale' | 'edge', string>>;

interface DrawnDriver {
  status: DriverStatus;
  isStale: boolean;
  x: number;
  y: number;
  /** Clockwise from north. */
  heading: number;
}

/** The side of a sprite in pixels. */
const SIDE = 2 * REACH;
/** Directions that have a sprite of their own. */
const DIRECTIONS = 36;
/** The angle between two of them. */
export const DEGREES_APART = 360 / DIRECTIONS;
/** The column behind the directions has the sprites of old positions. */
const STALE_COLUMN = DIRECTIONS;
/** The rows of the statuses, looked up thousands of times a frame. */
const ROWS = Object.fromEntries(driverStatuses.map((status, row) => [status, row])) as Record<
  DriverStatus,
  number
>;

/** Pictures of the drivers' shapes, drawn once and then copied. Only drivers on trips are turned. */
export class DriverSprites {
  private readonly sheet: Pixels;

  /** @param density the pixels of the canvas in a pixel of the page */
  constructor(
    private readonly colours: StatusColours,
    readonly density: number,
  ) {
    this.sheet = drawSheet(colours, density);
  }

  isFor(colours: StatusColours, density: number): boolean {
    const names = Object.keys(colours) as (keyof StatusColours)[];
    return density === this.density && names.every((name) => colours[name] === this.colours[name]);
  }

  /** @param x the middle of the shape in pixels of the target, as `y` */
  draw(target: Pixels, { status, isStale, x, y, heading }: DrawnDriver): void {
    const turned = Math.round((heading / 360) * DIRECTIONS) % DIRECTIONS;
    const column = isStale ? STALE_COLUMN : (turned + DIRECTIONS) % DIRECTIONS;
    const { sheet, density } = this;
    // A small shape is copied without the empty pixels around it.
    const reach = REACHES[status] * density;
    const margin = REACH * density - reach;
    const left = column * SIDE * density + margin;
    const top = ROWS[status] * SIDE * density + margin;
    const stamp = { sheet, left, top, side: 2 * reach };
    copyStamp(target, stamp, { x: Math.round(x) - reach, y: Math.round(y) - reach });
  }
}

/** The shape and the colour of these statuses say already that a driver is not heard. */
const NOT_HEARD: ReadonlySet<DriverStatus> = new Set(['silent', 'lost']);

/** How far the shapes reach from their middle, with the edge, in pixels. */
const REACHES: Record<DriverStatus, number> = {
  idle: 7,
  offered: 10,
  on_trip: REACH,
  silent: 9,
  lost: 10,
};

function drawSheet(colours: StatusColours, density: number): Pixels {
  const canvas = document.createElement('canvas');
  const width = (canvas.width = SIDE * (DIRECTIONS + 1) * density);
  const height = (canvas.height = SIDE * driverStatuses.length * density);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return { data: new Uint32Array(width * height), width, height };
  context.scale(density, density);
  const { edge } = colours;
  for (const [row, status] of driverStatuses.entries()) {
    for (let column = 0; column < columnsOf(status); column++) {
      drawAt(context, { row, column }, () => {
        context.rotate((2 * Math.PI * column) / DIRECTIONS);
        drawDriver(context, status, { fill: colours[status], edge });
      });
    }
    drawAt(context, { row, column: STALE_COLUMN }, () => {
      const fill = NOT_HEARD.has(status) ? colours[status] : colours.stale;
      drawStaleDriver(context, status, { fill, edge });
    });
  }
  const { data } = context.getImageData(0, 0, width, height);
  return { data: new Uint32Array(data.buffer), width, height };
}

function drawAt(
  context: CanvasRenderingContext2D,
  { row, column }: { row: number; column: number },
  draw: () => void,
): void {
  context.save();
  context.translate((column + 0.5) * SIDE, (row + 0.5) * SIDE);
  draw();
  context.restore();
}

const columnsOf = (status: DriverStatus): number => (status === 'on_trip' ? DIRECTIONS : 1);
