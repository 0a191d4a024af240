import KDBush from 'kdbush';
import { around } from 'geokdbush';
import type { CityMap, Position } from '#contracts';
import { packLinks, reverseLink, type Adjacency, type RoadLink } from './adjacency.js';
import { packLabels } from './pack-labels.js';
import { NO_FEATURES, type CityFeatures, type RoadLabel } from './road-label.js';
import { boundsOf } from './bounds.js';
import { greatCircleMeters } from '../great-circle.js';
import { largestStrongComponent } from './strong-component.js';

/** The junction to which a position was snapped. */
export interface NearestNode {
  readonly node: number;
  /** Great-circle distance between the position and the node. */
  readonly distanceMeters: number;
}

export interface RoadNetworkParts {
  /** Name of the city on a map. */
  readonly name: string;
  /** Position of each node. A node is identified by its index in this array. */
  readonly positions: readonly Position[];
  readonly links: readonly RoadLink[];
  /** Default: none. */
  readonly features?: CityFeatures;
}

/**
 * Smaller than the default of kdbush, 64, because every entry of a leaf goes through a queue:
 * snapping on Manhattan takes 5 µs instead of 6. A size of 4 is slower again.
 */
const INDEX_NODE_SIZE = 8;

/** The streets of a city: junctions and the one-way links between them. Immutable. */
export class RoadNetwork {
  readonly name: string;
  readonly nodeCount: number;
  /**
   * The smallest box around all nodes, in degrees. `west` is above `east` in a city across the
   * antimeridian (RFC 7946, section 5.2).
   */
  readonly bounds: CityMap['bounds'];
  /** Links by the node they leave. */
  readonly forward: Adjacency;
  /** Links by the node they reach, each reversed. */
  readonly reverse: Adjacency;
  /**
   * The nodes at which trips may start and end, ascending: the largest strongly connected
   * component. At any other node drivers could not arrive, or could not leave.
   */
  readonly routableNodes: Uint32Array;
  /**
   * The greatest straight-line speed of all links, in metres per second: an upper bound for the
   * progress of a driver. Infinity when a link with a length takes no time.
   */
  readonly topSpeed: number;
  /** The labels of all links, each once. */
  readonly labels: readonly RoadLabel[];
  readonly features: CityFeatures;

  private readonly positions: readonly Position[];
  private readonly index: KDBush;
  private readonly labelOfLink: Int32Array;

  /** @throws RangeError when no two nodes reach each other, or a link ends at an unknown node */
  constructor({ name, positions, links, features = NO_FEATURES }: RoadNetworkParts) {
    assertLinksHaveNodes(links, positions.length);
    this.name = name;
    this.features = features;
    this.positions = positions;
    this.nodeCount = positions.length;
    this.forward = packLinks(positions.length, links);
    this.reverse = packLinks(positions.length, links.map(reverseLink));
    const { labels, labelOfLink } = packLabels(positions.length, links);
    this.labels = labels;
    this.labelOfLink = labelOfLink;
    this.routableNodes = largestStrongComponent(this.forward);
    if (this.routableNodes.length < 2) {
      throw new RangeError('no two nodes of the road network can be reached from each other');
    }
    this.bounds = boundsOf(positions);
    this.topSpeed = topSpeedOf(positions, links);
    this.index = buildIndex(positions, this.routableNodes);
  }

  /** @throws RangeError when there is no such node */
  position(node: number): Position {
    const position = this.positions[node];
    if (!position) throw new RangeError(`the road network has no node ${node}`);
    return position;
  }

  /**
   * @param link the index of a link in `forward`
   * @returns what the road is called; undefined when the source of the network doesn't say
   */
  labelOf(link: number): RoadLabel | undefined {
    return this.labels[this.labelOfLink[link] ?? -1];
  }

  /** Finds the routable node with the least great-circle distance to a position, at any distance. */
  nearestNode(position: Position): NearestNode {
    const [entry] = around(this.index, position.lng, position.lat, 1);
    if (entry === undefined) {
      throw new RangeError(`(${position.lat}, ${position.lng}) is not a position`);
    }
    const node = this.routableNodes[entry]!;
    return { node, distanceMeters: greatCircleMeters(position, this.position(node)) };
  }
}

function assertLinksHaveNodes(links: readonly RoadLink[], nodeCount: number): void {
  const known = (node: number) => Number.isInteger(node) && node >= 0 && node < nodeCount;
  const stray = links.findIndex(({ from, to }) => !known(from) || !known(to));
  if (stray >= 0) throw new RangeError(`link ${stray} has an end that is no node`);
}

function buildIndex(positions: readonly Position[], nodes: Uint32Array): KDBush {
  const index = new KDBush(nodes.length, INDEX_NODE_SIZE);
  for (const node of nodes) index.add(positions[node]!.lng, positions[node]!.lat);
  return index.finish();
}

/** Uses the great-circle length: a stated length that is shorter would make the bound too low. */
function topSpeedOf(positions: readonly Position[], links: readonly RoadLink[]): number {
  let top = 0;
  for (const { from, to, seconds } of links) {
    const meters = greatCircleMeters(positions[from]!, positions[to]!);
    if (meters > 0) top = Math.max(top, meters / seconds);
  }
  return top;
}
