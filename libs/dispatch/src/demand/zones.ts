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
  /**
   * By zone, the travel times from all zones to it. They take 4 bytes for each pair of zones, and no
   * row of the travel times stays in use for them.
   */
  private readonly timesTo: Float32Array[] = [];
  private preparedCount = 0;

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
    return this.getTimesTo(to)[from]!;
  }

  /**
   * Computes the travel times to one more zone. Without it they are computed when they are needed.
   *
   * @returns whether those to all zones are known
   */
  prepareNext(): boolean {
    if (this.preparedCount === this.count) return true;
    this.getTimesTo(this.preparedCount);
    this.preparedCount += 1;
    return this.preparedCount === this.count;
  }

  private getTimesTo(zone: number): Float32Array {
    return (this.timesTo[zone] ??= this.computeTimesTo(zone));
  }

  private computeTimesTo(zone: number): Float32Array {
    const { seconds } = this.times.getRow(this.centers[zone]!);
    return Float32Array.from(this.centers, (center) => seconds[center]!);
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
