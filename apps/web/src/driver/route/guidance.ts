import type { Position } from '#contracts';
import { greatCircleMeters, headingDegrees } from '#geo';
import { DEFAULT_SPEED, pairsOf, type Street, type StreetIndex } from './street-index.js';

export type Direction = 'left' | 'right' | 'ahead';

/** The next change of street. */
export interface Turn {
  inMeters: number;
  direction: Direction;
  /** The name of the street after the turn; null where it has none. */
  street: string | null;
}

/** What a driver needs to know of the path ahead. */
export interface Guidance {
  distanceMeters: number;
  durationSeconds: number;
  /** The name of the street that the car is on; null where it is unknown. */
  street: string | null;
  /** Null when the path goes straight on to its end. */
  turn: Turn | null;
}

interface Segment {
  meters: number;
  headingDegrees: number;
  street: Street | undefined;
}

/** A bend of a street, or a street that goes on under another name, is no turn to the side. */
const TURN_DEGREES = 35;
/** A shorter segment says nothing about a direction: it leads from the car to its street. */
const SHORTEST_METERS = 3;

/**
 * The guidance along a path: the rest of it in metres and seconds, and the next turn.
 *
 * @param ahead the car's position first, then the junctions, the goal last
 */
export function guideAlong(ahead: readonly Position[], streets: StreetIndex): Guidance {
  const segments = segmentsOf(ahead, streets);
  const distanceMeters = sum(segments.map(({ meters }) => meters));
  const seconds = segments.map(({ meters, street }) => meters / (street?.speed ?? DEFAULT_SPEED));
  return {
    distanceMeters,
    durationSeconds: sum(seconds),
    street: segments[0]?.street?.name ?? null,
    turn: nextTurn(segments),
  };
}

function segmentsOf(ahead: readonly Position[], streets: StreetIndex): Segment[] {
  const pairs = pairsOf(ahead);
  return pairs.map(([from, to], index) => ({
    meters: greatCircleMeters(from, to),
    headingDegrees: headingDegrees(from, to),
    street: streetOf(
      { from, to, isFirst: index === 0, isLast: index === pairs.length - 1 },
      streets,
    ),
  }));
}

interface Ends {
  from: Position;
  to: Position;
  isFirst: boolean;
  isLast: boolean;
}

/** The car and the goal lie beside junctions; all other positions of a path are junctions. */
function streetOf({ from, to, isFirst, isLast }: Ends, streets: StreetIndex): Street | undefined {
  const known = streets.between(from, to);
  if (known) return known;
  if (isFirst) return streets.towards(from, to);
  return isLast ? streets.towards(to, from) : undefined;
}

function nextTurn(segments: readonly Segment[]): Turn | null {
  const usable = segments.filter(({ meters }) => meters >= SHORTEST_METERS);
  let inMeters = 0;
  for (const [index, after] of usable.entries()) {
    const before = usable[index - 1];
    if (before) {
      const direction = directionOf(after.headingDegrees - before.headingDegrees);
      const street = after.street?.name ?? null;
      const earlier = before.street?.name ?? null;
      const isRenamed = street !== null && street !== (earlier ?? street);
      // A street that bends, or a goal beside the street of the car, takes no other street.
      const isSame = street !== null && street === earlier;
      if (isRenamed || (direction !== 'ahead' && !isSame)) return { inMeters, direction, street };
    }
    inMeters += after.meters;
  }
  return null;
}

function directionOf(degrees: number): Direction {
  const turned = ((degrees + 540) % 360) - 180;
  if (Math.abs(turned) < TURN_DEGREES) return 'ahead';
  return turned < 0 ? 'left' : 'right';
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
