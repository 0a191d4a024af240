import { nameWithoutDirection, type Crossing, type NamedRoad } from '../roads/crossings.js';

/** The junctions of two roads, and the name of the crossing. */
export interface KnownCrossing {
  /** "5th Ave & W 42nd St": the more important road comes first. */
  readonly name: string;
  readonly nodes: readonly number[];
}

/** Two roads of a real city meet at a few junctions; a wrong network could have more. */
const MAX_NODES = 16;

/** The junctions at which two roads meet, by the names of the roads. */
export class CrossingTable {
  private readonly nodes = new Map<string, number[]>();

  constructor(crossings: readonly Crossing[]) {
    for (const { node, allRoads } of crossings) {
      for (const [index, road] of allRoads.entries()) {
        for (const other of allRoads.slice(index + 1)) this.add(node, road, other);
      }
    }
  }

  /** @returns undefined when the two roads don't meet; the order of the names doesn't matter */
  find(name: string, other: string): KnownCrossing | undefined {
    const crossing = nameOf(name, other);
    const nodes = this.nodes.get(crossing);
    if (nodes) return { name: crossing, nodes };
    const turned = nameOf(other, name);
    const turnedNodes = this.nodes.get(turned);
    return turnedNodes && { name: turned, nodes: turnedNodes };
  }

  private add(node: number, { name }: NamedRoad, other: NamedRoad): void {
    if (nameWithoutDirection(name) === nameWithoutDirection(other.name)) return;
    const turned = this.nodes.get(nameOf(other.name, name));
    const nodes = turned ?? this.nodes.get(nameOf(name, other.name));
    if (!nodes) this.nodes.set(nameOf(name, other.name), [node]);
    else if (!nodes.includes(node) && nodes.length < MAX_NODES) nodes.push(node);
  }
}

const nameOf = (name: string, other: string): string => `${name} & ${other}`;
