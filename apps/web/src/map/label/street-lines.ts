import type { CityMap } from '#contracts';

type Road = CityMap['roads']['features'][number];
type Coordinate = [lng: number, lat: number];

/** A street with a name, as one line from end to end. */
export interface StreetLine {
  name: string;
  /** The OpenStreetMap value of `highway`, or undefined where it is unknown. */
  kind: string | undefined;
  coordinates: Coordinate[];
}

/**
 * Joins the roads of the same name into lines that are as long as possible, because a name needs
 * more room than the road between two junctions has. A street that branches is several lines.
 */
export function joinStreets(city: CityMap): StreetLine[] {
  const streets = new Map<string, Road[]>();
  for (const road of city.roads.features) {
    const { name } = road.properties;
    if (typeof name !== 'string' || name === '') continue;
    const known = streets.get(name);
    if (known) known.push(road);
    else streets.set(name, [road]);
  }
  return [...streets].flatMap(([name, roads]) => {
    const kind = kindOf(roads);
    return joinLines(roads.map(({ geometry }) => geometry.coordinates)).map((coordinates) => ({
      name,
      kind,
      coordinates,
    }));
  });
}

function kindOf(roads: readonly Road[]): string | undefined {
  const kind = roads.map(({ properties }) => properties['kind']).find((each) => each !== undefined);
  return typeof kind === 'string' ? kind : undefined;
}

const keyOf = ([lng, lat]: Coordinate): string => `${lng} ${lat}`;

/** Joins lines at the ends that they share. Each line is used once. */
function joinLines(lines: readonly Coordinate[][]): Coordinate[][] {
  const ends = new Map<string, Set<number>>();
  for (const [index, line] of lines.entries()) {
    for (const end of [line[0], line.at(-1)]) {
      if (!end) continue;
      ends.set(keyOf(end), (ends.get(keyOf(end)) ?? new Set<number>()).add(index));
    }
  }
  const unused = new Set(lines.keys());
  const joined: Coordinate[][] = [];
  for (const [index, line] of lines.entries()) {
    if (!unused.delete(index)) continue;
    const forward = extend([...line], { lines, ends, unused });
    joined.push(extend(forward.reverse(), { lines, ends, unused }));
  }
  return joined;
}

interface OpenLines {
  lines: readonly Coordinate[][];
  /** The lines that begin or end at a coordinate. */
  ends: ReadonlyMap<string, ReadonlySet<number>>;
  unused: Set<number>;
}

/** Appends unused lines to the end of `line` as long as there is one that goes straight on. */
function extend(line: Coordinate[], { lines, ends, unused }: OpenLines): Coordinate[] {
  for (;;) {
    const [previous, end] = line.slice(-2);
    if (!previous || !end) return line;
    let best: { index: number; rest: Coordinate[]; turn: number } | undefined;
    for (const index of ends.get(keyOf(end)) ?? []) {
      const next = lines[index];
      if (!next?.[0] || !unused.has(index)) continue;
      const rest = keyOf(next[0]) === keyOf(end) ? next : [...next].reverse();
      if (!rest[1]) continue;
      const turn = turnOf(previous, end, rest[1]);
      if (!best || turn < best.turn) best = { index, rest, turn };
    }
    // A street that turns back is two lines: a name can't be written round a corner.
    if (!best || best.turn > Math.PI / 2) return line;
    unused.delete(best.index);
    line.push(...best.rest.slice(1));
  }
}

/** The angle by which the path turns in the middle, 0 to π. */
function turnOf(from: Coordinate, over: Coordinate, to: Coordinate): number {
  const stretch = Math.cos((over[1] * Math.PI) / 180);
  const heading = (a: Coordinate, b: Coordinate) =>
    Math.atan2(b[1] - a[1], (b[0] - a[0]) * stretch);
  const turn = Math.abs(heading(over, to) - heading(from, over));
  return turn > Math.PI ? 2 * Math.PI - turn : turn;
}
