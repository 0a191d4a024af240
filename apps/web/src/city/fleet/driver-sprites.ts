import type { DriverStatus } from '../city-state.js';
import { driverStatuses } from '../map/driver-status.js';
import { drawDriver, drawStaleDriver, REACH } from './driver-shape.js';

/** The fill of each status and of old positions, and the edge that sets a shape off from the streets. */
export type StatusColours = Readonly<Record<DriverStatus | 'stale' | 'edge', string>>;

interface Stamp {
  status: DriverStatus;
  isStale: boolean;
  x: number;
  y: number;
  /** Clockwise from north. */
  heading: number;
}

/** The side of a sprite in pixels. */
const SIDE = 2 * REACH;
/** Directions that have a sprite of their own, 10 degrees apart. */
const DIRECTIONS = 36;
/** The column behind the directions has the sprites of old positions. */
const STALE_COLUMN = DIRECTIONS;
/** The rows of the statuses, looked up thousands of times a frame. */
const ROWS = Object.fromEntries(driverStatuses.map((status, row) => [status, row])) as Record<
  DriverStatus,
  number
>;

/** Pictures of the drivers' shapes, drawn once and then copied. Only drivers on trips are turned. */
export class DriverSprites {
  private readonly sheet = document.createElement('canvas');
  private readonly density = Math.max(1, Math.ceil(devicePixelRatio));

  constructor(private readonly colours: StatusColours) {
    const { sheet, density } = this;
    sheet.width = SIDE * (DIRECTIONS + 1) * density;
    sheet.height = SIDE * driverStatuses.length * density;
    const context = sheet.getContext('2d');
    if (!context) return;
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
  }

  hasColours(colours: StatusColours): boolean {
    return (Object.keys(colours) as (keyof StatusColours)[]).every(
      (name) => colours[name] === this.colours[name],
    );
  }

  draw(context: CanvasRenderingContext2D, { status, isStale, x, y, heading }: Stamp): void {
    const turned = Math.round((heading / 360) * DIRECTIONS) % DIRECTIONS;
    const column = isStale ? STALE_COLUMN : (turned + DIRECTIONS) % DIRECTIONS;
    // A small shape is copied without the empty pixels around it.
    const reach = REACHES[status];
    const margin = REACH - reach;
    const { density } = this;
    const side = 2 * reach;
    context.drawImage(
      this.sheet,
      (column * SIDE + margin) * density,
      (ROWS[status] * SIDE + margin) * density,
      side * density,
      side * density,
      Math.round(x) - reach,
      Math.round(y) - reach,
      side,
      side,
    );
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
