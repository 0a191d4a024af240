import type { Travel } from '../travel/access-leg.js';
import type { ContractionHierarchy } from './contraction-hierarchy.js';
import { UpwardSearch } from './upward-search.js';

const UNREACHABLE: Travel = { durationSeconds: Infinity, distanceMeters: Infinity };

/**
 * Finds the fastest route between two nodes by two searches upwards in a contraction hierarchy,
 * from the start and, against the direction of travel, from the target. The memory is 16 bytes a
 * node for each direction, and does not grow with the number of queries.
 */
export class HierarchySearch {
  private readonly fromStart: UpwardSearch;
  private readonly toTarget: UpwardSearch;

  constructor(private readonly hierarchy: ContractionHierarchy) {
    const { upward, downward } = hierarchy;
    this.fromStart = new UpwardSearch(upward, downward);
    this.toTarget = new UpwardSearch(downward, upward);
  }

  /** Nodes that the searches have settled so far. */
  get settledCount(): number {
    return this.fromStart.settledCount + this.toTarget.settledCount;
  }

  /** @returns Infinity for both values when there is no route */
  find(from: number, to: number): Travel {
    const { fromStart, toTarget } = this;
    const { ranks } = this.hierarchy;
    fromStart.begin(ranks[from]!);
    toTarget.begin(ranks[to]!);
    let best = UNREACHABLE;
    const meet = (node: number) => {
      const durationSeconds = fromStart.seconds[node]! + toTarget.seconds[node]!;
      if (durationSeconds >= best.durationSeconds) return;
      const distanceMeters = fromStart.meters[node]! + toTarget.meters[node]!;
      best = { durationSeconds, distanceMeters };
    };
    for (;;) {
      const search = fromStart.nextSeconds <= toTarget.nextSeconds ? fromStart : toTarget;
      // Every route that was not found yet takes at least as long as either search has come.
      if (search.nextSeconds >= best.durationSeconds) return best;
      meet(search.settleNext());
    }
  }
}
