import type { LatLngExpression, PathOptions } from 'leaflet';
import { CanvasShape } from '../../map/marker/canvas-shape.js';
import type { DriverStatus } from '../city-state.js';

/** The radius of the largest shape with its edge, in pixels. */
const RADIUS = 10;

/** A driver on the map's canvas. Both the shape and the colour show the status. */
export class DriverShape extends CanvasShape {
  private status: DriverStatus = 'idle';

  constructor(position: LatLngExpression, style: PathOptions) {
    super(position, RADIUS, style);
  }

  /** The new status shows with the next `setLatLng` or `setStyle`. */
  setStatus(status: DriverStatus): void {
    this.status = status;
  }

  protected isTurned(): boolean {
    return this.status === 'on_trip';
  }

  protected draw(context: CanvasRenderingContext2D): void {
    const { fillColor = '#000', color = '#fff' } = this.options;
    context.globalAlpha = 1;
    context.lineJoin = 'round';
    context.beginPath();
    OUTLINES[this.status](context);
    const isLine = this.status === 'silent';
    context.strokeStyle = color;
    context.lineWidth = isLine ? 6 : 3;
    context.stroke();
    context.fillStyle = fillColor;
    context.strokeStyle = fillColor;
    context.lineWidth = 2.5;
    if (isLine) context.stroke();
    else context.fill();
  }
}

const OUTLINES: Record<DriverStatus, (context: CanvasRenderingContext2D) => void> = {
  idle: (context) => {
    context.arc(0, 0, 5, 0, 2 * Math.PI);
  },
  offered: (context) => drawPolygon(context, [0, -7, 7, 0, 0, 7, -7, 0]),
  on_trip: (context) => drawPolygon(context, [0, -9, 6, 7, 0, 3.5, -6, 7]),
  lost: (context) => drawPolygon(context, [0, -7, 7, 6, -7, 6]),
  silent: (context) => {
    context.moveTo(-4.5, -4.5);
    context.lineTo(4.5, 4.5);
    context.moveTo(4.5, -4.5);
    context.lineTo(-4.5, 4.5);
  },
};

function drawPolygon(context: CanvasRenderingContext2D, corners: readonly number[]): void {
  for (let index = 0; index < corners.length; index += 2) {
    context.lineTo(corners[index] ?? 0, corners[index + 1] ?? 0);
  }
  context.closePath();
}
