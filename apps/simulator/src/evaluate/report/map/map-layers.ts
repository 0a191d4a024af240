import type { RoadNetwork } from '#geo';
import { INK } from '../page/report-colours.js';
import type { MapFrame } from './map-frame.js';
import { roadLines } from './road-lines.js';

/** The roads, which all maps share because they are the larger part of the page. */
export const roadSymbol = (network: RoadNetwork, frame: MapFrame): string =>
  `<svg width="0" height="0" aria-hidden="true" class="symbols"><symbol id="roads" viewBox="${viewBox(frame)}"><path d="${roadLines(network, frame)}"/></symbol></svg>`;

/**
 * A map: roads, hexagons above them and a scale bar.
 *
 * @param hexagons SVG markup
 * @param label for screen readers, escaped
 */
export function mapMarkup(frame: MapFrame, hexagons: string, label: string): string {
  const { width, height } = frame;
  const size = `width="${width}" height="${height}" viewBox="${viewBox(frame)}"`;
  return (
    `<svg class="cells" ${size} role="img" aria-label="${label}">` +
    `<use class="roads" href="#roads"/><g>${hexagons}</g>${scaleBar(frame)}</svg>`
  );
}

const viewBox = ({ width, height }: MapFrame): string => `0 0 ${width} ${height}`;

const LENGTHS_KM = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];
const MOST_PIXELS = 80;
const INSET = 10;

/** A scale bar of a round length in the bottom right corner. */
function scaleBar({ width, height, pixelsPerKm }: MapFrame): string {
  const km = LENGTHS_KM.find((length) => length * pixelsPerKm <= MOST_PIXELS) ?? 0.1;
  const length = Math.round(km * pixelsPerKm);
  const [right, y] = [width - INSET, height - INSET];
  return (
    `<path d="M${right - length} ${y}H${right}" style="stroke:${INK};stroke-width:2"/>` +
    `<text x="${right}" y="${y - 6}" text-anchor="end" class="scale">${km} km</text>`
  );
}
