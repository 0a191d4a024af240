import type { LatLngExpression, PathOptions } from 'leaflet';
import { CanvasShape } from './canvas-shape.js';

const LENGTH = 26;
const WIDTH = 13;
const STALE_RADIUS = 8;

/** A car seen from above, or a dot with a dashed edge where the car was last. */
export class CarShape extends CanvasShape {
  private isStale = false;

  constructor(position: LatLngExpression, style: PathOptions = {}) {
    super(position, LENGTH / 2 + 2, { fillOpacity: 1, ...style });
  }

  /** The change shows with the next `setLatLng` or `setStyle`. */
  setStale(isStale: boolean): void {
    this.isStale = isStale;
  }

  protected isTurned(): boolean {
    return !this.isStale;
  }

  protected draw(context: CanvasRenderingContext2D): void {
    const { fillColor = '#000', color = '#fff' } = this.options;
    context.globalAlpha = 1;
    if (this.isStale) drawDot(context, fillColor, color);
    else drawCar(context, fillColor, color);
  }
}

function drawDot(context: CanvasRenderingContext2D, fillColor: string, color: string): void {
  context.beginPath();
  context.arc(0, 0, STALE_RADIUS, 0, 2 * Math.PI);
  context.fillStyle = fillColor;
  context.fill();
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.setLineDash([3, 3]);
  context.stroke();
}

function drawCar(context: CanvasRenderingContext2D, fillColor: string, color: string): void {
  context.fillStyle = fillColor;
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(-WIDTH / 2, -LENGTH / 2, WIDTH, LENGTH, 4);
  context.stroke();
  context.fill();
  // The windscreen shows which end is the front.
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(-WIDTH / 2 + 2, -LENGTH / 2 + 4, WIDTH - 4, 4, 1.5);
  context.fill();
}
