import { CircleMarker, type LatLngExpression, type PathOptions, type Point } from 'leaflet';

/** The private members of Leaflet 1.9.4 that drawing on its canvas needs. */
interface LeafletInternals {
  _renderer: { _drawing: boolean; _ctx: CanvasRenderingContext2D };
  _point: Point;
  _empty(): boolean;
}

/**
 * A shape on the map's canvas around a position. Hundreds of them are cheap, because Leaflet redraws
 * only the part of the canvas that changed shapes cover.
 */
export abstract class CanvasShape extends CircleMarker {
  /** Clockwise from north. */
  private heading = 0;

  /** @param radius in pixels, of the circle that contains all that `draw` paints */
  constructor(position: LatLngExpression, radius: number, style: PathOptions) {
    super(position, { radius, interactive: false, ...style });
  }

  setHeading(headingDegrees: number): void {
    this.heading = headingDegrees;
  }

  /** Whether the shape is rotated by its heading. */
  protected abstract isTurned(): boolean;

  /** Draws the shape around (0, 0); negative y is the direction of the heading. */
  protected abstract draw(context: CanvasRenderingContext2D): void;

  /** Leaflet calls this whenever it draws this part of the canvas. */
  protected _updatePath(): void {
    const internals = this as unknown as LeafletInternals;
    const { _renderer, _point } = internals;
    if (!_renderer._drawing || internals._empty()) return;
    const context = _renderer._ctx;
    context.save();
    context.translate(_point.x, _point.y);
    if (this.isTurned()) context.rotate((this.heading * Math.PI) / 180);
    this.draw(context);
    context.restore();
  }
}
