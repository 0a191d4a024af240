import FlatQueue from 'flatqueue';
import { packLinks, type Adjacency, type RoadLink } from '../network/adjacency.js';
import { RemainingNetwork, type HalfLink } from './remaining-network.js';
import { WitnessSearch } from './witness-search.js';

/** Nodes that one witness search settles at most. */
const WITNESS_NODES = 100;
/**
 * Nodes that need more shortcuts than this are not contracted. The shortcuts and the time for
 * witness searches would grow without a bound where many equally fast routes meet.
 */
const MAX_SHORTCUTS = 60;
/** How much the number of shortcuts counts for a node's priority, beside its depth. */
const SHORTCUT_WEIGHT = 4;

/**
 * A road network with its nodes in order of importance, after Geisberger et al., "Contraction
 * Hierarchies" (2008). Nodes are contracted one after the other, the least important first: a
 * shortcut joins two neighbours of a contracted node unless another route between them is as
 * fast. From every node a fastest route then goes upwards in rank and down to its target, so a
 * search needs to look at the links to higher ranks only. The nodes that are left when each of
 * them would need many shortcuts are the core: their links lead up and down in rank.
 */
export interface ContractionHierarchy {
  /** The rank of each node, from 0. The searches' adjacencies are by rank. */
  readonly ranks: Uint32Array;
  /** By rank, the links and shortcuts to higher ranks, and from core to core. */
  readonly upward: Adjacency;
  /** By rank, the links and shortcuts from higher ranks and from core to core, reversed. */
  readonly downward: Adjacency;
}

/**
 * Contracts a network. The same network gives the same hierarchy.
 *
 * @param maxShortcuts a node that needs more is left in the core. Default 60.
 */
export const buildContractionHierarchy = (
  forward: Adjacency,
  maxShortcuts = MAX_SHORTCUTS,
): ContractionHierarchy => new Contraction(forward, maxShortcuts).run();

/** A node that may be contracted next, and the shortcuts that it would need. */
interface Candidate {
  readonly node: number;
  /** The least important node has the lowest priority. */
  readonly priority: number;
  readonly shortcuts: readonly RoadLink[];
}

class Contraction {
  private readonly network: RemainingNetwork;
  private readonly witnesses: WitnessSearch;
  private readonly queue = new FlatQueue();
  private readonly ranks: Uint32Array;
  /** By node, the longest chain of contracted nodes below it. */
  private readonly depths: Uint32Array;
  private readonly nodeCount: number;

  constructor(
    forward: Adjacency,
    private readonly maxShortcuts: number,
  ) {
    this.nodeCount = forward.offsets.length - 1;
    this.network = new RemainingNetwork(forward);
    this.witnesses = new WitnessSearch(this.network);
    this.ranks = new Uint32Array(this.nodeCount);
    this.depths = new Uint32Array(this.nodeCount);
  }

  run(): ContractionHierarchy {
    const { queue, nodeCount } = this;
    for (let node = 0; node < nodeCount; node++) queue.push(node, this.evaluate(node).priority);
    let rank = 0;
    while (queue.length > 0) {
      const { node, shortcuts } = this.popLeastImportant();
      this.ranks[node] = rank++;
      if (shortcuts.length > this.maxShortcuts) break;
      this.contract(node, shortcuts);
    }
    for (; queue.length > 0; rank++) this.ranks[queue.pop()!] = rank;
    return this.pack();
  }

  /** A contraction changes the priorities of others, so each one is computed again when due. */
  private popLeastImportant(): Candidate {
    const { queue } = this;
    for (;;) {
      const candidate = this.evaluate(queue.pop()!);
      if (candidate.priority <= (queue.peekValue() ?? Infinity)) return candidate;
      queue.push(candidate.node, candidate.priority);
    }
  }

  private evaluate(node: number): Candidate {
    const { outgoing, incoming } = this.network;
    const links = outgoing[node]!.length + incoming[node]!.length;
    const shortcuts = this.findShortcuts(node);
    const growth = (shortcuts.length + 1) / (links + 1);
    return { node, shortcuts, priority: SHORTCUT_WEIGHT * growth + this.depths[node]! };
  }

  private contract(node: number, shortcuts: readonly RoadLink[]): void {
    this.network.remove(node);
    for (const shortcut of shortcuts) this.network.add(shortcut);
    const depth = this.depths[node]! + 1;
    const { outgoing, incoming } = this.network;
    for (const { node: neighbour } of [...outgoing[node]!, ...incoming[node]!]) {
      this.depths[neighbour] = Math.max(this.depths[neighbour]!, depth);
    }
  }

  private findShortcuts(node: number): RoadLink[] {
    const { outgoing, incoming } = this.network;
    const shortcuts: RoadLink[] = [];
    const after = outgoing[node]!;
    const longest = after.reduce((most, { seconds }) => Math.max(most, seconds), 0);
    for (const before of incoming[node]!) {
      const limit = { seconds: before.seconds + longest, nodes: WITNESS_NODES };
      this.witnesses.searchFrom(before.node, node, limit);
      for (const { node: to, seconds, meters } of after) {
        const through = before.seconds + seconds;
        if (to === before.node || this.witnesses.secondsTo(to) <= through) continue;
        shortcuts.push({ from: before.node, to, seconds: through, meters: before.meters + meters });
      }
    }
    return shortcuts;
  }

  /** The lists of a contracted node stay as they were then, so their other ends rank higher. */
  private pack(): ContractionHierarchy {
    const { ranks, network, nodeCount } = this;
    const pack = (lists: readonly HalfLink[][]): Adjacency => {
      const links = lists.flatMap((list, node) =>
        list.map(({ node: end, seconds, meters }) => {
          return { from: ranks[node]!, to: ranks[end]!, seconds, meters };
        }),
      );
      return packLinks(nodeCount, links);
    };
    return { ranks, upward: pack(network.outgoing), downward: pack(network.incoming) };
  }
}
