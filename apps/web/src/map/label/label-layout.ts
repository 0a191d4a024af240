import { anchorsAlong, type Anchor, type PixelPoint } from './anchors-along.js';
import type { CityName } from './city-names.js';
import { CollisionGrid, circlesOf, type Circle } from './collision-grid.js';

/** A label with its place on the canvas. */
export interface PlacedLabel {
  name: CityName;
  /** The centre of the text. */
  at: Anchor;
  /** Where the dot of a landmark stands. */
  dot: PixelPoint | undefined;
}

/** An upright box in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface LabelView {
  zoom: number;
  /** The part of the map that is painted, in the pixels that `project` returns. */
  covered: { min: PixelPoint; max: PixelPoint };
  project: (coordinate: [lng: number, lat: number]) => PixelPoint;
  /** The parts of the map below its controls, in the same pixels. No label is placed there. */
  controls?: readonly Box[];
  /** The width and the height of a label's text in pixels. */
  measure: (name: CityName) => { width: number; height: number };
}

/** Labels that are placed at most, so that a large screen can't make the map slow. */
const MOST_LABELS = 300;
/** A tall control is covered with rows of circles. */
const ROW_PIXELS = 24;
/** The free room around a text. */
const PADDING = 6;
/** The distance between the centre of a landmark's dot and its name. */
const DOT_GAP = 8;

/** Places the names that fit without touching each other. Those that come first go first. */
export function layOutLabels(names: readonly CityName[], view: LabelView): PlacedLabel[] {
  const grid = new CollisionGrid();
  const placed: PlacedLabel[] = [];
  for (const box of view.controls ?? []) grid.reserve(circlesIn(box));
  for (const name of names) {
    if (view.zoom < name.minZoom || view.zoom > name.maxZoom) continue;
    const size = view.measure(name);
    if (!hasRoom(name, size.width, view)) continue;
    for (const places of placesOf(name, size.width, view)) {
      if (placed.length >= MOST_LABELS) return placed;
      const found = places.find(
        ({ at }) =>
          isCovered(at, view) &&
          grid.take(circlesOf(at, size.width + 2 * PADDING, size.height + PADDING)),
      );
      if (found) placed.push({ name, ...found });
    }
  }
  return placed;
}

type Place = Omit<PlacedLabel, 'name'>;

function placesOf(name: CityName, width: number, view: LabelView): Place[][] {
  const line = name.coordinates.map(view.project);
  const [point] = line;
  if (!point) return [];
  if (line.length > 1) {
    return anchorsAlong(line, width + 2 * PADDING).map((anchors) =>
      anchors.map((at) => ({ at, dot: undefined })),
    );
  }
  if (name.kind !== 'landmark') return [[{ at: { ...point, angle: 0 }, dot: undefined }]];
  const aside = DOT_GAP + width / 2;
  return [
    [aside, -aside].map((shift) => ({
      at: { x: point.x + shift, y: point.y, angle: 0 },
      dot: point,
    })),
  ];
}

const isCovered = ({ x, y }: PixelPoint, { covered: { min, max } }: LabelView): boolean =>
  x >= min.x && x <= max.x && y >= min.y && y <= max.y;

const hasRoom = ({ span }: CityName, width: number, { project }: LabelView): boolean =>
  !span || width <= project(span[1]).x - project(span[0]).x;

/** Circles that cover a box. */
function circlesIn({ left, top, width, height }: Box): Circle[] {
  const rows = Math.max(1, Math.ceil(height / ROW_PIXELS));
  return Array.from({ length: rows }, (_, row) => {
    const y = top + ((row + 0.5) * height) / rows;
    return circlesOf({ x: left + width / 2, y, angle: 0 }, width, height / rows);
  }).flat();
}
