import { cellToLatLng, latLngToCell } from 'h3-js';
import { greatCircleMeters, type RoadNetwork, type TravelTimes } from '#geo';

/** H3 cells of 0.7 km²: some five minutes on foot from side to side, one or two by car. */
const RESOLUTION = 8;

/**
 * Divides a city into zones of equal size, in which demand can be counted: each junction belongs
 * to its H3 cell (h3geo.org). Cells are hexagons because all neighbours are equally far away.
 */
export class Zones {
  readonly count: number;
  /** By zone: the routable junction closest to its centre. */
  readonly centers: readonly number[];
  private readonly zoneOfNode: Uint32Array;
  private readonly nearest: Uint32Array[] = [];

  constructor(private readonly times: TravelTimes) {
    const { network } = times;
    const zoneOfCell = new Map<string, number>();
    this.zoneOfNode = new Uint32Array(network.nodeCount);
    for (let node = 0; node < network.nodeCount; node++) {
      const { lat, lng } = network.position(node);
      const cell = latLngToCell(lat, lng, RESOLUTION);
      if (!zoneOfCell.has(cell)) zoneOfCell.set(cell, zoneOfCell.size);
      this.zoneOfNode[node] = zoneOfCell.get(cell)!;
    }
    this.count = zoneOfCell.size;
    this.centers = centersOf(network, { cells: [...zoneOfCell.keys()], zones: this });
  }

  findZone(node: number): number {
    return this.zoneOfNode[node]!;
  }

  /** Travel time between the centres of two zones; 0 within one zone. */
  seconds(from: number, to: number): number {
    return this.times.seconds(this.centers[from]!, this.centers[to]!);
  }

  /** All other zones, ascending by their travel time to this one. */
  listNearest(zone: number): Uint32Array {
    this.nearest[zone] ??= this.sortOthers(zone);
    return this.nearest[zone];
  }

  private sortOthers(zone: number): Uint32Array {
    const { seconds } = this.times.getRow(this.centers[zone]!);
    const from = (other: number) => seconds[this.centers[other]!]!;
    const others = this.centers.map((_, other) => other).filter((other) => other !== zone);
    return Uint32Array.from(others.sort((a, b) => from(a) - from(b) || a - b));
  }
}

function centersOf(
  network: RoadNetwork,
  { cells, zones }: { cells: readonly string[]; zones: Zones },
): number[] {
  const middles = cells.map((cell) => {
    const [lat, lng] = cellToLatLng(cell);
    return { lat, lng };
  });
  // The centre of a zone without a routable junction is the nearest one in another zone.
  const centers = middles.map((middle) => network.nearestNode(middle).node);
  const least = new Float64Array(zones.count).fill(Infinity);
  for (const node of network.routableNodes) {
    const zone = zones.findZone(node);
    const meters = greatCircleMeters(network.position(node), middles[zone]!);
    if (meters >= least[zone]!) continue;
    least[zone] = meters;
    centers[zone] = node;
  }
  return centers;
}
