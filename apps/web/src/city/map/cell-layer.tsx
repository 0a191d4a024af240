import type { Bounds } from 'leaflet';
import { useEffect, useRef } from 'react';
import { PaintedLayer } from '../../map/layer/painted-layer.js';
import { useMap } from '../../map/map-context.js';
import { mapColour, usePalette, type MapColour } from '../../map/map-palette.js';
import { paneCanvas } from '../../map/map-pane.js';
import type { MapCell } from '../history/map-cells.js';

interface CellLayerProps {
  cells: readonly MapCell[];
  colour: MapColour;
  /** `ring` draws circles without a fill, so that two layers differ without colour. */
  shape: 'disc' | 'ring';
}

/** The radius of a disc for one and for the largest count, in pixels. */
const RADIUS = { least: 7, most: 26 };

/** A circle for each cell. Its area grows with the count. */
export function CellLayer({ cells, colour, shape }: CellLayerProps) {
  const map = useMap();
  const palette = usePalette();
  const shown = useRef(cells);
  const layer = useRef<PaintedLayer>(null);
  useEffect(() => {
    const paint = mapColour(colour);
    const renderer = paneCanvas(map, 'heat');
    const draw = (context: CanvasRenderingContext2D, { min, max }: Bounds) => {
      if (!min || !max) return;
      const most = shown.current.reduce((highest, { count }) => Math.max(highest, count), 1);
      for (const { position, count } of shown.current) {
        const { x, y } = map.latLngToLayerPoint(position);
        if (x < min.x || x > max.x || y < min.y || y > max.y) continue;
        const radius = RADIUS.least + (RADIUS.most - RADIUS.least) * Math.sqrt(count / most);
        drawCircle(context, { x, y, radius, paint, shape });
      }
    };
    layer.current = new PaintedLayer(draw, { renderer, pane: 'heat' }).addTo(map);
    return () => {
      layer.current?.remove();
      layer.current = null;
      renderer.remove();
    };
  }, [map, colour, shape, palette]);
  useEffect(() => {
    shown.current = cells;
    layer.current?.repaint();
  }, [cells]);
  return null;
}

interface Circle {
  x: number;
  y: number;
  radius: number;
  paint: string;
  shape: CellLayerProps['shape'];
}

function drawCircle(context: CanvasRenderingContext2D, circle: Circle): void {
  const { x, y, radius, paint, shape } = circle;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  if (shape === 'disc') {
    context.globalAlpha = 0.35;
    context.fillStyle = paint;
    context.fill();
  }
  context.globalAlpha = 0.9;
  context.lineWidth = shape === 'ring' ? 2.5 : 1;
  context.strokeStyle = paint;
  context.stroke();
}
