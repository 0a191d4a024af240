import type { ContractionHierarchy } from './contraction-hierarchy.js';
import { UpwardSearch } from './upward-search.js';

/** A part of `hubs` and `seconds`. */
export interface Label {
  readonly begin: number;
  readonly end: number;
}

const FIRST_CAPACITY = 1024;

/**
 * The nodes that a search upwards from a node settles, with their travel times: its label. A
 * fastest route between two nodes goes over a hub that both labels have, so a comparison of two
 * short lists gives its travel time (I. Abraham, D. Delling, A. V. Goldberg, R. F. Werneck, "A
 * hub-based labeling algorithm for shortest paths in road networks", SEA 2011). A label is computed
 * on first use and kept, with 12 bytes a hub.
 */
export class HubLabels {
  /** By entry of a label: the rank of the hub. */
  hubs = new Uint32Array(FIRST_CAPACITY);
  /** By entry of a label: the travel time between the node and the hub. */
  seconds = new Float64Array(FIRST_CAPACITY);
  private readonly labels: (Label | undefined)[];
  private readonly search: UpwardSearch;
  private used = 0;

  /** @param direction whether the labels are of starts, from them, or of targets, to them */
  constructor(
    private readonly hierarchy: ContractionHierarchy,
    direction: 'fromStart' | 'toTarget',
  ) {
    const { upward, downward, ranks } = hierarchy;
    const isFromStart = direction === 'fromStart';
    this.search = isFromStart
      ? new UpwardSearch(upward, downward)
      : new UpwardSearch(downward, upward);
    this.labels = new Array<undefined>(ranks.length);
  }

  of(node: number): Label {
    return (this.labels[node] ??= this.compute(node));
  }

  private compute(node: number): Label {
    const { search } = this;
    const begin = this.used;
    search.begin(this.hierarchy.ranks[node]!);
    search.settleAll((hub) => {
      this.append(hub, search.seconds[hub]!);
    });
    return { begin, end: this.used };
  }

  private append(hub: number, seconds: number): void {
    if (this.used === this.hubs.length) this.grow();
    this.hubs[this.used] = hub;
    this.seconds[this.used] = seconds;
    this.used += 1;
  }

  private grow(): void {
    const { hubs, seconds } = this;
    this.hubs = new Uint32Array(2 * hubs.length);
    this.hubs.set(hubs);
    this.seconds = new Float64Array(2 * seconds.length);
    this.seconds.set(seconds);
  }
}
