import type { ContractionHierarchy } from '../hierarchy/contraction-hierarchy.js';
import { HubLabels } from '../hierarchy/hub-labels.js';
import type { RoadNetwork } from '../network/road-network.js';
import type { ManyToMany, RouteEnds } from './many-to-many.js';
import { StraightBound } from './straight-bound.js';

/** Travel times between all nodes of a network whose rows do not fit into memory. */
export class LabelTravel implements ManyToMany {
  private readonly starts: HubLabels;
  private readonly targets: HubLabels;
  private readonly bound: StraightBound;
  /** By hub: the travel time between it and the one node of a comparison. */
  private readonly toHub: Float64Array;

  constructor(network: RoadNetwork, hierarchy: ContractionHierarchy) {
    this.starts = new HubLabels(hierarchy, 'fromStart');
    this.targets = new HubLabels(hierarchy, 'toTarget');
    this.bound = new StraightBound(network);
    this.toHub = new Float64Array(network.nodeCount).fill(Infinity);
  }

  fromStart(start: number, targets: RouteEnds, into: Float32Array): void {
    this.load(this.starts, start);
    this.compare({ one: start, labels: this.targets, ends: targets }, into);
    this.unload(this.starts, start);
  }

  toTarget(target: number, starts: RouteEnds, into: Float32Array): void {
    this.load(this.targets, target);
    this.compare({ one: target, labels: this.starts, ends: starts }, into);
    this.unload(this.targets, target);
  }

  private load(labels: HubLabels, node: number): void {
    const { begin, end } = labels.of(node);
    for (let i = begin; i < end; i++) this.toHub[labels.hubs[i]!] = labels.seconds[i]!;
  }

  private unload(labels: HubLabels, node: number): void {
    const { begin, end } = labels.of(node);
    for (let i = begin; i < end; i++) this.toHub[labels.hubs[i]!] = Infinity;
  }

  private compare({ one, labels, ends }: Comparison, into: Float32Array): void {
    const { nodes, limits = Infinity } = ends;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const limit = typeof limits === 'number' ? limits : limits[i]!;
      into[i] = this.bound.seconds(one, node) > limit ? Infinity : this.least(labels, node);
    }
  }

  private least(labels: HubLabels, node: number): number {
    const { begin, end } = labels.of(node);
    const { hubs, seconds } = labels;
    const { toHub } = this;
    let least = Infinity;
    for (let i = begin; i < end; i++) {
      const sum = toHub[hubs[i]!]! + seconds[i]!;
      if (sum < least) least = sum;
    }
    return least;
  }
}

interface Comparison {
  readonly one: number;
  /** Those of the other ends. */
  readonly labels: HubLabels;
  readonly ends: RouteEnds;
}
