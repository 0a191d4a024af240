import { CircleMarker, type LatLngExpression, type PathOptions, type Point } from 'leaflet';

/** What Leaflet's canvas renderer has inside, as far as we draw with it (1.9.4). */
interface Inside {
  _renderer: { _drawing: boolean; _ctx: CanvasRenderingContext2D };
  _point: Point;
  _empty(): boolean;
}

/**
 * Something drawn on the map's canvas around a place. Cheap enough for hundreds: Leaflet redraws
 * only what they cover.
 */
export abstract class CanvasShape extends CircleMarker {
  /** Clockwise from north. */
  private heading = 0;

  /** @param radius in pixels, of all that `draw` covers */
  constructor(at: LatLngExpression, radius: number, style: PathOptions) {
    super(at, { radius, interactive: false, ...style });
  }

  turn(headingDegrees: number): void {
    this.heading = headingDegrees;
  }

  /** Whether it is drawn turned by its heading. */
  protected abstract isTurned(): boolean;

  /** Draws it around (0, 0), up being ahead. */
  protected abstract draw(context: CanvasRenderingContext2D): void;

  /** Leaflet calls it whenever this part of the canvas is drawn. */
  protected _updatePath(): void {
    const inside = this as unknown as Inside;
    const { _renderer, _point } = inside;
    if (!_renderer._drawing || inside._empty()) return;
    const context = _renderer._ctx;
    context.save();
    context.translate(_point.x, _point.y);
    if (this.isTurned()) context.rotate((this.heading * Math.PI) / 180);
    this.draw(context);
    context.restore();
  }
}
