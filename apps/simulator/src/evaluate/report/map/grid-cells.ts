import { getHexagonEdgeLengthAvg, latLngToCell, UNITS } from 'h3-js';
import type { RoadNetwork } from '#geo';

const FINEST = 9;
const COARSEST = 0;
/** The colour of a smaller hexagon could not be recognised, and it would have too few riders. */
const LEAST_EDGE_PIXELS = 8;
/** Bounds the size of the page. */
const MOST_CELLS = 600;

/** The hexagons of a map: H3 cells that contain a junction. */
export interface GridCells {
  /** H3 resolution. */
  readonly resolution: number;
  readonly cells: readonly string[];
  /** The index of the cell of each junction. */
  readonly cellOfNode: Uint16Array;
  readonly indexOf: ReadonlyMap<string, number>;
}

/** The finest hexagons that are visible on a map of this scale, and of which a city has at most 600. */
export function gridCells(network: RoadNetwork, pixelsPerKm: number): GridCells {
  for (let resolution = finestVisible(pixelsPerKm); ; resolution -= 1) {
    const grid = cellsOf(network, resolution);
    if (grid.cells.length <= MOST_CELLS || resolution === COARSEST) return grid;
  }
}

/** The finest H3 resolution with visible hexagons, at most 9. */
function finestVisible(pixelsPerKm: number): number {
  let resolution = FINEST;
  const edge = (): number => getHexagonEdgeLengthAvg(resolution, UNITS.km) * pixelsPerKm;
  while (resolution > COARSEST && edge() < LEAST_EDGE_PIXELS) resolution -= 1;
  return resolution;
}

function cellsOf(network: RoadNetwork, resolution: number): GridCells {
  const indexOf = new Map<string, number>();
  const cellOfNode = new Uint16Array(network.nodeCount);
  for (let node = 0; node < network.nodeCount; node += 1) {
    const { lat, lng } = network.position(node);
    const cell = latLngToCell(lat, lng, resolution);
    const index = indexOf.get(cell) ?? indexOf.size;
    indexOf.set(cell, index);
    cellOfNode[node] = index;
  }
  return { resolution, cells: [...indexOf.keys()], cellOfNode, indexOf };
}
