import type { Position } from '#contracts';
import type { RoadNetwork } from '#geo';

/** The projection of a map and its size. */
export interface MapFrame {
  /** Width in pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelsPerKm: number;
  /** Projects a position to pixels from the left and the top, rounded to a tenth. */
  readonly toPixels: (position: Position) => [x: number, y: number];
}

const MOST_WIDTH = 340;
const MOST_HEIGHT = 520;
const MARGIN = 18;
const KM_PER_DEGREE = 111.195;

/** Fits a city into the largest map. A plane projection suffices, because a city is small. */
export function mapFrame({ bounds }: RoadNetwork): MapFrame {
  const { south, north, west, east } = bounds;
  const kmPerLng = KM_PER_DEGREE * Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [across, along] = [eastwards(west, east) * kmPerLng, (north - south) * KM_PER_DEGREE];
  const pixelsPerKm = Math.min(
    (MOST_WIDTH - 2 * MARGIN) / Math.max(across, 1e-6),
    (MOST_HEIGHT - 2 * MARGIN) / Math.max(along, 1e-6),
  );
  const toPixels = ({ lat, lng }: Position): [number, number] => [
    tenth(MARGIN + eastwards(west, lng) * kmPerLng * pixelsPerKm),
    tenth(MARGIN + (north - lat) * KM_PER_DEGREE * pixelsPerKm),
  ];
  const size = (km: number): number => Math.ceil(2 * MARGIN + km * pixelsPerKm);
  return { width: size(across), height: size(along), pixelsPerKm, toPixels };
}

/** Degrees from one longitude to another, also across the antimeridian; below 0 to the west. */
const eastwards = (from: number, to: number): number => ((to - from + 540) % 360) - 180;

const tenth = (pixels: number): number => Math.round(pixels * 10) / 10;
