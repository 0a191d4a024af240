import type { LatLngExpression, PathOptions } from 'leaflet';
import { CanvasShape } from './canvas-shape.js';

const LENGTH = 26;
const WIDTH = 13;

/** A car seen from above. */
export class CarShape extends CanvasShape {
  constructor(position: LatLngExpression, style: PathOptions = {}) {
    super(position, LENGTH / 2 + 2, { fillOpacity: 1, ...style });
  }

  protected isTurned(): boolean {
    return true;
  }

  protected draw(context: CanvasRenderingContext2D): void {
    const { fillColor = '#000', color = '#fff' } = this.options;
    context.globalAlpha = 1;
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
}
