import type { DriverStatus } from '../city-state.js';
import { driverStatuses } from './driver-status.js';
import { drawDriver } from './driver-shape.js';

/** The fill of each status, and the edge that sets a shape off from the streets. */
export type StatusColours = Readonly<Record<DriverStatus | 'edge', string>>;

interface Stamp {
  x: number;
  y: number;
  /** Clockwise from north. */
  heading: number;
}

/** The side of a sprite in pixels: the largest shape with its edge, turned in any direction. */
const SIDE = 24;
/** Directions that have a sprite of their own, 10 degrees apart. */
const DIRECTIONS = 36;

/** Pictures of the drivers' shapes, drawn once and then copied. Only drivers on trips are turned. */
export class DriverSprites {
  private readonly sheet = document.createElement('canvas');
  private readonly density = Math.max(1, Math.ceil(devicePixelRatio));

  constructor(private readonly colours: StatusColours) {
    const { sheet, density } = this;
    sheet.width = SIDE * DIRECTIONS * density;
    sheet.height = SIDE * driverStatuses.length * density;
    const context = sheet.getContext('2d');
    if (!context) return;
    context.scale(density, density);
    for (const [row, status] of driverStatuses.entries()) {
      for (let column = 0; column < columnsOf(status); column++) {
        context.save();
        context.translate((column + 0.5) * SIDE, (row + 0.5) * SIDE);
        context.rotate((2 * Math.PI * column) / DIRECTIONS);
        drawDriver(context, status, { fill: colours[status], edge: colours.edge });
        context.restore();
      }
    }
  }

  hasColours(colours: StatusColours): boolean {
    return (Object.keys(colours) as (keyof StatusColours)[]).every(
      (name) => colours[name] === this.colours[name],
    );
  }

  draw(context: CanvasRenderingContext2D, status: DriverStatus, { x, y, heading }: Stamp): void {
    const row = driverStatuses.indexOf(status);
    const turned = Math.round((heading / 360) * DIRECTIONS) % DIRECTIONS;
    const column = columnsOf(status) === 1 ? 0 : (turned + DIRECTIONS) % DIRECTIONS;
    const side = SIDE * this.density;
    const [left, top] = [Math.round(x - SIDE / 2), Math.round(y - SIDE / 2)];
    context.drawImage(this.sheet, column * side, row * side, side, side, left, top, SIDE, SIDE);
  }
}

const columnsOf = (status: DriverStatus): number => (status === 'on_trip' ? DIRECTIONS : 1);
