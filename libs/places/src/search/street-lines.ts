import type { Position } from '#contracts';
import type { RoadNetwork } from '#geo';
import { distanceBetween, nearestOnLine, type Plane, type Point } from '../roads/plane.js';

/** The links of a street, one after the other: the junctions `nodes[2n]` and `nodes[2n + 1]`. */
interface StreetLine {
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly nodes: number[];
}

/** Where each named street runs. It takes 16 bytes a link. */
export class StreetLines {
  readonly streets: readonly StreetLine[];

  constructor(
    private readonly network: RoadNetwork,
    private readonly plane: Plane,
  ) {
    this.streets = [...streetsOf(network).values()];
  }

  /**
   * @param street the index of a street in `streets`
   * @param near undefined: a point about the middle of the street
   * @returns the point of the street that is nearest to a position
   */
  locate(street: number, near: Position | undefined): Position {
    const nodes = this.streets[street]?.nodes ?? [];
    if (!near) return this.network.position(nodes[nodes.length >> 1]!);
    const point = this.plane.toPoint(near);
    let best: { at: Point; meters: number } | undefined;
    for (let index = 0; index < nodes.length; index += 2) {
      const [from, to] = [this.pointOf(nodes[index]!), this.pointOf(nodes[index + 1]!)];
      const at = nearestOnLine(point, from, to);
      const meters = distanceBetween(point, at);
      if (!best || meters < best.meters) best = { at, meters };
    }
    return best ? this.plane.toPosition(best.at) : near;
  }

  private pointOf(node: number): Point {
    return this.plane.toPoint(this.network.position(node));
  }
}

function streetsOf(network: RoadNetwork): Map<string, StreetLine> {
  const streets = new Map<string, StreetLine>();
  const { offsets, heads } = network.forward;
  for (let from = 0; from < network.nodeCount; from++) {
    for (let link = offsets[from]!; link < offsets[from + 1]!; link++) {
      const { name, otherNames = [] } = network.labelOf(link) ?? {};
      if (!name) continue;
      const known = streets.get(name);
      const names = [...new Set([...(known?.otherNames ?? []), ...otherNames])];
      const street = { name, otherNames: names, nodes: known?.nodes ?? [] };
      street.nodes.push(from, heads[link]!);
      streets.set(name, street);
    }
  }
  return streets;
}
