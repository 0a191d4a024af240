import { TravelTimes, type RoadNetwork } from '#geo';
import type { StatusLine } from '../../progress/status-line.js';
import { withThousands } from '../output/number-text.js';
import { TravelTimesCache } from './travel-times-cache.js';

export interface TravelTimesSource {
  /** Bound in memory, in bytes. */
  readonly maxBytes: number;
  /** Undefined: none are read or kept. */
  readonly cacheDir: string | undefined;
  readonly status: StatusLine;
}

const SHOWN_EVERY_ROWS = 100;

/**
 * All travel times of a network if they fit into memory: from the cache, computed where that
 * has none, and kept for the next run. Those of a larger network are computed when asked for;
 * a part of them isn't kept.
 */
export function loadTravelTimes(network: RoadNetwork, source: TravelTimesSource): TravelTimes {
  const { maxBytes, cacheDir, status } = source;
  const times = new TravelTimes(network, { maxBytes });
  if (times.maxRows < network.nodeCount) {
    const share = `${withThousands(times.maxRows)} of ${withThousands(network.nodeCount)}`;
    status.print(`Travel times to ${share} junctions fit into --memory: computed as needed`);
    return times;
  }
  const cache = cacheDir === undefined ? undefined : new TravelTimesCache(cacheDir, say(status));
  cache?.load(times);
  computeMissing(times, status);
  if (times.computedRows > 0) cache?.save(times);
  return times;
}

/** Nobody travels towards a junction that isn't a place. */
function computeMissing(times: TravelTimes, status: StatusLine): void {
  const { routableNodes } = times.network;
  const all = withThousands(routableNodes.length);
  routableNodes.forEach((place, i) => {
    times.getRow(place);
    if ((i + 1) % SHOWN_EVERY_ROWS === 0 && times.computedRows > 0) {
      status.update(`travel times ${withThousands(i + 1)} of ${all}`);
    }
  });
  status.clear();
  if (times.computedRows > 0) status.print(`travel times ${all} of ${all}`);
}

const say = (status: StatusLine) => (text: string) => status.print(text);
