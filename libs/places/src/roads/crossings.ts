import type { RoadLabel, RoadNetwork } from '#geo';

/** A junction at which roads with different names meet. */
export interface Crossing {
  readonly node: number;
  /** The labels of the roads, the most important one first; at least two. */
  readonly roads: readonly NamedRoad[];
  /** The labels of both halves of a street too, by which people search. */
  readonly allRoads: readonly NamedRoad[];
}

/** The label of a road that has a name. */
export type NamedRoad = RoadLabel & { readonly name: string };

/** Kinds of roads from the most to the least important. A kind that isn't listed is the last. */
const IMPORTANCE: readonly (string | null)[] = [
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'unclassified',
  'residential',
  'living_street',
];

/** At a junction of more roads the others are left out. */
const MAX_ROADS = 6;

const DIRECTIONS = new Set(
  'n s e w ne nw se sw north south east west northeast northwest southeast southwest'.split(' '),
);

/**
 * The name of a road without the direction at its beginning: "W 42nd St" and "E 42nd St" are two
 * halves of one street, and where they meet is no crossing.
 */
export function nameWithoutDirection(name: string): string {
  const [first = '', ...rest] = name.split(' ');
  const isDirection = DIRECTIONS.has(first.toLowerCase().replace('.', ''));
  return isDirection && rest.length > 1 ? rest.join(' ') : name;
}

/** All crossings of a network, by their nodes. */
export function findCrossings(network: RoadNetwork): Crossing[] {
  return [...labelsByNode(network)].flatMap(([node, labels]) => {
    const allRoads = byImportance(labels).slice(0, MAX_ROADS);
    const roads = distinctRoads(allRoads);
    return roads.length < 2 ? [] : [{ node, roads, allRoads }];
  });
}

/** The roads that leave a node and those that reach it. */
function labelsByNode(network: RoadNetwork): Map<number, Set<RoadLabel>> {
  const { offsets, heads } = network.forward;
  const labels = new Map<number, Set<RoadLabel>>();
  const add = (node: number, label: RoadLabel) => {
    const known = labels.get(node) ?? new Set();
    labels.set(node, known.add(label));
  };
  for (let from = 0; from < network.nodeCount; from++) {
    for (let link = offsets[from]!; link < offsets[from + 1]!; link++) {
      const label = network.labelOf(link);
      if (!label?.name) continue;
      add(from, label);
      add(heads[link]!, label);
    }
  }
  return labels;
}

function byImportance(labels: ReadonlySet<RoadLabel>): NamedRoad[] {
  const rank = ({ kind }: RoadLabel) => {
    const found = IMPORTANCE.indexOf(kind);
    return found < 0 ? IMPORTANCE.length : found;
  };
  return [...labels].filter(isNamed).sort((a, b) => rank(a) - rank(b));
}

function distinctRoads(labels: readonly NamedRoad[]): NamedRoad[] {
  const roads = new Map<string, NamedRoad>();
  for (const label of labels) {
    const key = nameWithoutDirection(label.name);
    if (!roads.has(key)) roads.set(key, label);
  }
  return [...roads.values()];
}

const isNamed = (label: RoadLabel): label is NamedRoad => label.name !== null;

/** "5th Ave & W 42nd St" */
export const crossingName = ([first, second]: readonly NamedRoad[]): string =>
  `${first!.name} & ${second!.name}`;
