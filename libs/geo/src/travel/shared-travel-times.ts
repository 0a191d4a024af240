import type { ContractionHierarchy } from '../hierarchy/contraction-hierarchy.js';
import { adoptHierarchy, hierarchyOf } from '../hierarchy/hierarchy-of.js';
import type { RoadNetwork } from '../network/road-network.js';
import { TravelTimes } from './travel-times.js';

/** The rows of travel times in memory that all threads of the process share. */
export interface SharedTravelTimes {
  /** The targets of the rows, ascending. */
  readonly targets: Uint32Array;
  /** For each target the seconds from all nodes, then the metres, as floats of 32 bits. */
  readonly rows: SharedArrayBuffer;
  /** The copy of the seconds by start, when all rows fit into memory. */
  readonly byStart: SharedArrayBuffer | undefined;
  /** Copied into each thread, when not all rows fit into memory. */
  readonly hierarchy: ContractionHierarchy | undefined;
  readonly maxBytes: number;
}

/**
 * Moves the cached rows of travel times into shared memory. The travel times keep their rows, so
 * that memory holds them once.
 */
export function shareTravelTimes(times: TravelTimes, maxBytes: number): SharedTravelTimes {
  const { nodeCount } = times.network;
  const listed = [...times.listRows()];
  const rows = new SharedArrayBuffer(listed.length * 2 * nodeCount * FLOAT_BYTES);
  const targets = Uint32Array.from(listed, ([target]) => target);
  listed.forEach(([target, row], index) => {
    const shared = rowAt(rows, nodeCount, index);
    shared.seconds.set(row.seconds);
    shared.meters.set(row.meters);
    times.adopt(target, shared);
  });
  const byStart = times.isComplete ? times.prepareTable().memory : undefined;
  const hierarchy = times.isComplete ? undefined : hierarchyOf(times.network);
  return { targets, rows, byStart, hierarchy, maxBytes };
}

/** Creates travel times over the shared rows in another thread. */
export function adoptSharedTravelTimes(
  network: RoadNetwork,
  { targets, rows, byStart, hierarchy, maxBytes }: SharedTravelTimes,
): TravelTimes {
  if (hierarchy) adoptHierarchy(network, hierarchy);
  const times = new TravelTimes(network, { maxBytes });
  targets.forEach((target, index) => {
    times.adopt(target, rowAt(rows, network.nodeCount, index));
  });
  if (byStart) times.prepareTable(byStart);
  return times;
}

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

function rowAt(rows: SharedArrayBuffer, nodeCount: number, index: number) {
  const first = index * 2 * nodeCount * FLOAT_BYTES;
  return {
    seconds: new Float32Array(rows, first, nodeCount),
    meters: new Float32Array(rows, first + nodeCount * FLOAT_BYTES, nodeCount),
  };
}
