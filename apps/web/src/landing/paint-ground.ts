import type { MiniRoads } from './city-data.js';

/** Puts a position of the city on a canvas, north up, with the whole city inside. */
export type Project = (lng: number, lat: number) => [x: number, y: number];

/** The value of a colour of the page by its name, such as `road-edge`. */
export type ColourOf = (name: string) => string;

interface Ground {
  roads: MiniRoads;
  project: Project;
  colour: ColourOf;
  /** In CSS pixels. */
  width: number;
  font: string;
}

const LABEL_PIXELS = 12;
const DOT_PIXELS = 2;
const LABEL_GAP = 5;

/** Paints water, parks, roads and the names of landmarks, which stay as they are between frames. */
export function paintGround(context: CanvasRenderingContext2D, ground: Ground): void {
  const { roads, project, colour } = ground;
  for (const { kind, outline } of roads.areas) {
    context.beginPath();
    tracePath(context, outline, project);
    context.closePath();
    context.fillStyle = colour(kind);
    context.fill();
  }
  context.strokeStyle = colour('road-edge');
  context.lineWidth = 1;
  context.beginPath();
  for (const line of roads.lines) tracePath(context, line, project);
  context.stroke();
  paintNames(context, ground);
}

function tracePath(
  context: CanvasRenderingContext2D,
  line: readonly number[],
  project: Project,
): void {
  for (let at = 0; at + 1 < line.length; at += 2) {
    const [x, y] = project(line[at] ?? 0, line[at + 1] ?? 0);
    if (at === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

/** A name that would lie on another one, or beyond the edge, is left out with its dot. */
function paintNames(context: CanvasRenderingContext2D, ground: Ground): void {
  const { roads, project, colour, width, font } = ground;
  context.font = `600 ${LABEL_PIXELS}px ${font}`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  const rows: number[] = [];
  for (const { name, lng, lat } of roads.landmarks) {
    const [x, y] = project(lng, lat);
    const end = x + LABEL_GAP + context.measureText(name).width;
    if (end > width || rows.some((row) => Math.abs(row - y) < 1.5 * LABEL_PIXELS)) continue;
    rows.push(y);
    context.beginPath();
    context.arc(x, y, DOT_PIXELS, 0, 2 * Math.PI);
    context.fillStyle = colour('label');
    context.fill();
    context.strokeStyle = colour('halo');
    context.lineWidth = 3;
    context.strokeText(name, x + LABEL_GAP, y);
    context.fillText(name, x + LABEL_GAP, y);
  }
}
