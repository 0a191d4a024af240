import { NO_PARENT, shortestTree } from '../travel/shortest-tree.js';
import type { TravelRow, TravelTimes } from '../travel/travel-times.js';

/** A node that is reached on a way, and what the way up to there took. */
export interface Stop {
  readonly node: number;
  readonly seconds: number;
  readonly meters: number;
}

/** A drive along the fastest way, for at least so many seconds. */
export interface Leg {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

const NO_LINK = -1;

/**
 * Where a car is that drives from `from` towards `to` for at least `seconds`: the first node it
 * reaches after that, and when. It ends at `to`, however long it might drive. Among ways that
 * are equally fast it takes the link that leads nearest to the target, then the first.
 *
 * @throws RangeError when there is no way, or no such node
 */
export function advanceAlongRoute(times: TravelTimes, leg: Leg): Stop {
  const row = times.getRow(leg.to);
  if (!(row.seconds[leg.from]! < Infinity)) {
    throw new RangeError(`there is no way from node ${leg.from} to node ${leg.to}`);
  }
  let stop: Stop = { node: leg.from, seconds: 0, meters: 0 };
  while (stop.node !== leg.to && stop.seconds < leg.seconds) {
    const link = nextLink(times, row, stop.node);
    // Links that take no time, or none that 32 bits can tell, may lead round in circles.
    if (link === NO_LINK) return advanceOnTree(times, stop, leg);
    stop = followLink(times, stop, link);
  }
  return stop;
}

/** The link on the fastest way from a node, or NO_LINK if it gets nowhere by the row. */
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

/** The rest of the way by a search of its own, which can't go round in circles. */
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
