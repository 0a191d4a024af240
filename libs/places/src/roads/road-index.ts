import Flatbush from 'flatbush';
import type { Position } from '#contracts';
import type { RoadLabel, RoadNetwork } from '#geo';
import { distanceBetween, nearestOnLine, type Plane, type Point } from './plane.js';

/** The road that is nearest to a position. */
export interface NearestRoad {
  /** What the road is called; undefined for a road without a label. */
  readonly label: RoadLabel | undefined;
  /** The point of the road that is nearest to the position. */
  readonly position: Position;
  readonly distanceMeters: number;
}

/** One road between two junctions, once for both directions. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly link: number;
}

/** Boxes of roads that are looked at first; a position in a dense grid touches about ten. */
const FIRST_BOXES = 16;

/**
 * Finds the road nearest to a position by a packed R-tree, at the cost of the roads around the
 * position. The tree takes about 40 bytes a road.
 */
export class RoadIndex {
  private readonly segments: readonly Segment[];
  private readonly named: RoadTree;
  private readonly all: RoadTree;

  constructor(
    private readonly network: RoadNetwork,
    private readonly plane: Plane,
  ) {
    this.segments = segmentsOf(network);
    const named = this.segments.filter(({ link }) => network.labelOf(link)?.name);
    this.all = new RoadTree(this.segments, (node) => this.pointOf(node));
    this.named =
      named.length === this.segments.length
        ? this.all
        : new RoadTree(named, (node) => this.pointOf(node));
  }

  /** @returns undefined when there is no road within `maxMeters` */
  findNearest(position: Position, maxMeters: number): NearestRoad | undefined {
    return this.findIn(this.all, position, maxMeters);
  }

  /** The nearest road that has a name. @returns undefined when there is none within `maxMeters` */
  findNearestNamed(position: Position, maxMeters: number): NearestRoad | undefined {
    return this.findIn(this.named, position, maxMeters);
  }

  private findIn(tree: RoadTree, position: Position, maxMeters: number): NearestRoad | undefined {
    const found = tree.findNearest(this.plane.toPoint(position), maxMeters);
    return (
      found && {
        label: this.network.labelOf(found.segment.link),
        position: this.plane.toPosition(found.point),
        distanceMeters: found.meters,
      }
    );
  }

  private pointOf(node: number): Point {
    return this.plane.toPoint(this.network.position(node));
  }
}

/** Both directions of a street are one segment, unless they have different labels. */
function segmentsOf(network: RoadNetwork): Segment[] {
  const { offsets, heads } = network.forward;
  const seen = new Map<number, Set<string>>();
  const segments: Segment[] = [];
  for (let from = 0; from < network.nodeCount; from++) {
    for (let link = offsets[from]!; link < offsets[from + 1]!; link++) {
      const to = heads[link]!;
      const pair = Math.min(from, to) * network.nodeCount + Math.max(from, to);
      const labels = seen.get(pair) ?? new Set();
      const name = network.labelOf(link)?.name ?? '';
      if (labels.has(name)) continue;
      seen.set(pair, labels.add(name));
      segments.push({ from, to, link });
    }
  }
  return segments;
}

interface FoundSegment {
  readonly segment: Segment;
  readonly point: Point;
  readonly meters: number;
}

/** The boxes around some segments. */
class RoadTree {
  private readonly boxes: Flatbush | undefined;

  constructor(
    private readonly segments: readonly Segment[],
    private readonly pointOf: (node: number) => Point,
  ) {
    // An empty tree is refused by its library.
    if (segments.length === 0) return;
    this.boxes = new Flatbush(segments.length);
    for (const { from, to } of segments) {
      const [a, b] = [pointOf(from), pointOf(to)];
      this.boxes.add(
        Math.min(a.x, b.x),
        Math.min(a.y, b.y),
        Math.max(a.x, b.x),
        Math.max(a.y, b.y),
      );
    }
    this.boxes.finish();
  }

  /**
   * The tree orders roads by the distance of their boxes, which is never more than that of the
   * road. So the search ends at the first box that is farther away than the best road.
   */
  findNearest(point: Point, maxMeters: number): FoundSegment | undefined {
    for (let count = FIRST_BOXES; this.boxes; count *= 4) {
      const found = this.boxes.neighbors(point.x, point.y, count, maxMeters);
      const best = this.bestOf(found, point);
      const isComplete = found.length < count;
      const reach = isComplete ? Infinity : this.boxDistance(found.at(-1)!, point);
      if (isComplete || (best && best.meters <= reach)) {
        return best && best.meters <= maxMeters ? best : undefined;
      }
    }
    return undefined;
  }

  private bestOf(found: readonly number[], point: Point): FoundSegment | undefined {
    let best: FoundSegment | undefined;
    for (const index of found) {
      const segment = this.segments[index]!;
      const nearest = nearestOnLine(point, this.pointOf(segment.from), this.pointOf(segment.to));
      const meters = distanceBetween(point, nearest);
      if (!best || meters < best.meters) best = { segment, point: nearest, meters };
    }
    return best;
  }

  private boxDistance(index: number, point: Point): number {
    const { from, to } = this.segments[index]!;
    const [a, b] = [this.pointOf(from), this.pointOf(to)];
    const outside = (value: number, one: number, other: number) =>
      Math.max(Math.min(one, other) - value, 0, value - Math.max(one, other));
    return Math.hypot(outside(point.x, a.x, b.x), outside(point.y, a.y, b.y));
  }
}
