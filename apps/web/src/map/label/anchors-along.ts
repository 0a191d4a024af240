/** A point on the screen, in pixels. */
export interface PixelPoint {
  x: number;
  y: number;
}

/** Where a text is centred, and its angle in radians clockwise; it is never upside down. */
export interface Anchor extends PixelPoint {
  angle: number;
}

/** The distance between two labels of one street. */
const REPEAT_PIXELS = 420;
/** A name is written straight, so the street below it may not turn by more than this. */
const MAX_TURN = Math.PI / 10;
/** Where the best place of a label is taken or bent, these others are tried. */
const SHIFTS = [0, 0.2, -0.2, 0.4, -0.4];

/**
 * The places along a line where a text of this width may stand, one list for each label with the best
 * place first. They depend on the line alone, so labels stay where they are when the map is moved.
 */
export function anchorsAlong(line: readonly PixelPoint[], width: number): Anchor[][] {
  const milestones = milestonesOf(line);
  const total = milestones.at(-1)?.at ?? 0;
  if (total < width) return [];
  const count = Math.max(1, Math.floor(total / REPEAT_PIXELS));
  const room = total / count;
  return Array.from({ length: count }, (_, index) =>
    SHIFTS.flatMap((shift) => {
      const middle = room * (index + 0.5 + shift);
      const anchor = anchorAt(milestones, middle, width);
      return anchor ? [anchor] : [];
    }),
  );
}

/** A point of a line, and its distance from the start along the line. */
interface Milestone extends PixelPoint {
  at: number;
}

function milestonesOf(line: readonly PixelPoint[]): Milestone[] {
  let at = 0;
  return line.map(({ x, y }, index) => {
    const previous = line[index - 1];
    if (previous) at += Math.hypot(x - previous.x, y - previous.y);
    return { x, y, at };
  });
}

function anchorAt(line: readonly Milestone[], middle: number, width: number): Anchor | undefined {
  const [from, to] = [middle - width / 2, middle + width / 2];
  const start = pointAt(line, from);
  const centre = pointAt(line, middle);
  const end = pointAt(line, to);
  if (!start || !centre || !end) return undefined;
  const angle = Math.atan2(end.y - start.y, end.x - start.x);
  const path = [start, ...line.filter(({ at }) => at > from && at < to), end];
  return isStraight(path, angle) ? { ...centre, angle: upright(angle) } : undefined;
}

function isStraight(path: readonly PixelPoint[], angle: number): boolean {
  return path.every((point, index) => {
    const next = path[index + 1];
    if (!next || Math.hypot(next.x - point.x, next.y - point.y) < 1) return true;
    const turn = Math.abs(Math.atan2(next.y - point.y, next.x - point.x) - angle);
    return Math.min(turn, 2 * Math.PI - turn) <= MAX_TURN;
  });
}

/** @returns undefined before the start and beyond the end */
function pointAt(line: readonly Milestone[], distance: number): PixelPoint | undefined {
  const after = Math.max(
    1,
    line.findIndex(({ at }) => at >= distance),
  );
  const [a, b] = [line[after - 1], line[after]];
  if (!a || !b || distance < a.at || distance > b.at) return undefined;
  const share = b.at === a.at ? 0 : (distance - a.at) / (b.at - a.at);
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/** The same line of text, read from the left. */
function upright(angle: number): number {
  if (angle > Math.PI / 2) return angle - Math.PI;
  return angle <= -Math.PI / 2 ? angle + Math.PI : angle;
}
