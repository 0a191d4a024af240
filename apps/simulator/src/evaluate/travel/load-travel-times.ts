import { TravelTimes, type RoadNetwork } from '#geo';
import type { StatusLine } from '../../progress/status-line.js';
import { withThousands } from '../output/number-text.js';
import { TravelTimesCache } from './travel-times-cache.js';

export interface TravelTimesSource {
  /** Upper bound in memory, in bytes. */
  readonly maxBytes: number;
  /** Folder of the cache; undefined for no cache. */
  readonly cacheDir: string | undefined;
  readonly status: StatusLine;
}

const SHOWN_EVERY_ROWS = 100;

/**
 * Loads all travel times of a network if they fit into memory: rows that the cache lacks are
 * computed and saved for the next run. The travel times of a larger network are computed on
 * demand and not saved.
 */
export function loadTravelTimes(network: RoadNetwork, source: TravelTimesSource): TravelTimes {
  const { maxBytes, cacheDir, status } = source;
  const times = new TravelTimes(network, { maxBytes });
  if (!times.isComplete) {
    const share = `${withThousands(times.maxRows)} of ${withThousands(network.nodeCount)}`;
    status.print(`Travel times to ${share} junctions fit into --memory: computed as needed`);
    return times;
  }
  const print = (text: string): void => {
    status.print(text);
  };
  const cache = cacheDir === undefined ? undefined : new TravelTimesCache(cacheDir, print);
  cache?.load(times);
  computeMissing(times, status);
  if (times.computedRows > 0) cache?.save(times);
  return times;
}

/** Computes the missing rows of routable nodes; no trip leads to another node. */
function computeMissing(times: TravelTimes, status: StatusLine): void {
  const { routableNodes } = times.network;
  const all = withThousands(routableNodes.length);
  routableNodes.forEach((node, i) => {
    times.getRow(node);
    if ((i + 1) % SHOWN_EVERY_ROWS === 0 && times.computedRows > 0) {
      status.update(`travel times ${withThousands(i + 1)} of ${all}`);
    }
  });
  status.clear();
  if (times.computedRows > 0) status.print(`travel times ${all} of ${all}`);
}
