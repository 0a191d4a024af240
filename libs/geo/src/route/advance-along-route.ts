import { NO_PARENT, shortestTree } from '../travel/shortest-tree.js';
import type { TravelRow } from '../travel/travel-row.js';
import type { TravelTimes } from '../travel/travel-times.js';

/** A node on a route, with the duration and the length of the route up to it. */
export interface Stop {
  readonly node: number;
  readonly seconds: number;
  readonly meters: number;
}

/** A drive along the fastest route between two nodes, for at least `seconds`. */
export interface Leg {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

const NO_LINK = -1;

/**
 * Drives from `from` towards `to` for at least `seconds` and stops at the first node after that
 * time, at the latest at `to`. Among equally fast routes the car takes the link whose end is
 * nearest to the target, then the first link.
 *
 * @throws RangeError when there is no route, or a node is unknown
 */
export function advanceAlongRoute(times: TravelTimes, leg: Leg): Stop {
  const row = times.getRow(leg.to);
  if (!(row.seconds[leg.from]! < Infinity)) {
    throw new RangeError(`there is no route from node ${leg.from} to node ${leg.to}`);
  }
  let stop: Stop = { node: leg.from, seconds: 0, meters: 0 };
  while (stop.node !== leg.to && stop.seconds < leg.seconds) {
    const link = nextLink(times, row, stop.node);
    // Links whose time is zero, or is lost in 32 bits, could lead the car in a circle.
    if (link === NO_LINK) return advanceOnTree(times, stop, leg);
    stop = followLink(times, stop, link);
  }
  return stop;
}

/** The link of the fastest route from a node, or NO_LINK if no link reduces the travel time. */
function nextLink({ network }: TravelTimes, row: TravelRow, node: number): number {
  const { offsets, heads, seconds } = network.forward;
  let [best, least, nearest] = [NO_LINK, Infinity, Infinity];
  for (let link = offsets[node]!; link < offsets[node + 1]!; link++) {
    const remaining = row.seconds[heads[link]!]!;
    const total = seconds[link]! + remaining;
    if (total > least || (total === least && remaining >= nearest)) continue;
    [best, least, nearest] = [link, total, remaining];
  }
  return nearest < row.seconds[node]! ? best : NO_LINK;
}

function followLink({ network }: TravelTimes, stop: Stop, link: number): Stop {
  return {
    node: network.forward.heads[link]!,
    seconds: stop.seconds + network.forward.seconds[link]!,
    meters: stop.meters + network.forward.meters[link]!,
  };
}

/** Drives the rest of the route along a shortest-path tree, which has no circles. */
function advanceOnTree({ network }: TravelTimes, stop: Stop, leg: Leg): Stop {
  const tree = shortestTree(network.forward, stop.node, leg.to);
  let node = leg.to;
  const late = (at: number) => stop.seconds + tree.seconds[at]! >= leg.seconds;
  for (let before = node; before !== NO_PARENT; before = tree.parents[before]!) {
    if (before === leg.to || late(before)) node = before;
  }
  return {
    node,
    seconds: stop.seconds + tree.seconds[node]!,
    meters: stop.meters + tree.meters[node]!,
  };
}
