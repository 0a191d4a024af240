import { INK } from '../report-colours.js';
import type { MapFrame } from './map-frame.js';

const LENGTHS_KM = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];
const MOST_PIXELS = 80;
const INSET = 10;

/** A scale bar of a round length in the bottom right corner. */
export function scaleBar({ width, height, pixelsPerKm }: MapFrame): object[] {
  const km = LENGTHS_KM.find((length) => length * pixelsPerKm <= MOST_PIXELS) ?? 0.1;
  const length = Math.round(km * pixelsPerKm);
  const [right, y] = [width - INSET, height - INSET];
  return [
    {
      type: 'line',
      silent: true,
      shape: { x1: right - length, y1: y, x2: right, y2: y },
      style: { stroke: INK, lineWidth: 2 },
    },
    {
      type: 'text',
      silent: true,
      x: right - length / 2,
      y: y - 5,
      style: {
        text: `${km} km`,
        fill: INK,
        fontSize: 12,
        textAlign: 'center',
        textVerticalAlign: 'bottom',
      },
    },
  ];
}
