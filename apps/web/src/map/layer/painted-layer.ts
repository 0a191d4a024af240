import { Path, type Bounds, type PathOptions } from 'leaflet';

/** The private members of Leaflet 1.9.4 that painting on its canvas needs. */
interface LeafletInternals {
  _renderer: {
    _drawing: boolean;
    _ctx: CanvasRenderingContext2D;
    _bounds: Bounds;
    _redraw(): void;
  };
}

/**
 * Paints a whole canvas at once, where a Leaflet layer for each thing would be too slow or would know
 * nothing of the others. The canvas follows the map, and is painted again after each move.
 */
export class PaintedLayer extends Path {
  /**
   * @param paint is called with the canvas, whose unit is a pixel and whose origin is that of the
   *   map's layer points, and with the part of the map that the canvas covers, in layer points
   */
  constructor(
    private readonly paint: (context: CanvasRenderingContext2D, covered: Bounds) => void,
    options: PathOptions,
  ) {
    super();
    Object.assign(this.options, { interactive: false, ...options });
  }

  /** Clears and paints the canvas now. The layer must be on a map. */
  repaint(): void {
    (this as unknown as LeafletInternals)._renderer._redraw();
  }

  /** Leaflet calls this on each change of the view. `paint` computes positions itself. */
  protected _project(): void {
    return;
  }

  protected _update(): void {
    this._updatePath();
  }

  protected _updatePath(): void {
    const { _renderer } = this as unknown as LeafletInternals;
    if (!_renderer._drawing) return;
    const context = _renderer._ctx;
    context.save();
    this.paint(context, _renderer._bounds);
    context.restore();
  }

  protected _containsPoint(): boolean {
    return false;
  }
}
