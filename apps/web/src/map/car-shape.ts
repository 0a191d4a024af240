import { CircleMarker, type LatLngExpression, type PathOptions, type Point } from 'leaflet';

/** What Leaflet's canvas renderer has inside, as far as we draw with it (1.9.4). */
interface CanvasInside {
  _drawing: boolean;
  _ctx: CanvasRenderingContext2D;
}

interface Inside {
  _renderer: CanvasInside;
  _point: Point;
  _empty(): boolean;
}

const LENGTH = 26;
const WIDTH = 13;

/**
 * A car seen from above, drawn on the map's canvas. Cheap enough for hundreds: it is one path,
 * and Leaflet redraws only what it covers.
 */
export class CarShape extends CircleMarker {
  /** Clockwise from north. */
  private heading = 0;

  constructor(at: LatLngExpression, style: PathOptions = {}) {
    super(at, { radius: LENGTH / 2 + 2, interactive: false, fillOpacity: 1, ...style });
  }

  turn(headingDegrees: number): void {
    this.heading = headingDegrees;
  }

  /** Leaflet calls it whenever this part of the canvas is drawn. */
  protected _updatePath(): void {
    const inside = this as unknown as Inside;
    const { _renderer, _point } = inside;
    if (!_renderer._drawing || inside._empty()) return;
    const context = _renderer._ctx;
    context.save();
    context.translate(_point.x, _point.y);
    context.rotate((this.heading * Math.PI) / 180);
    this.draw(context);
    context.restore();
  }

  private draw(context: CanvasRenderingContext2D): void {
    const { fillColor = '#000', color = '#fff' } = this.options;
    context.globalAlpha = 1;
    context.fillStyle = fillColor;
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(-WIDTH / 2, -LENGTH / 2, WIDTH, LENGTH, 4);
    context.stroke();
    context.fill();
    // The windscreen: which end is the front.
    context.fillStyle = color;
    context.beginPath();
    context.roundRect(-WIDTH / 2 + 2, -LENGTH / 2 + 4, WIDTH - 4, 4, 1.5);
    context.fill();
  }
}
