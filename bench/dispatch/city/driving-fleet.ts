import type { Position } from '#contracts';
import type { SupplyIndex } from '#dispatch';
import type { RoadNetwork } from '#geo';
import type { SeededRandom } from '#simulation';

export interface Reading {
  driverId: string;
  position: Position;
}

/** The error of a phone's position, about 20 m, so that no driver is exactly at a junction. */
const ERROR_DEGREES = 0.0002;

/** Drivers who drive from junction to junction and report their positions in rotation. */
export class DrivingFleet {
  private readonly nodes: Uint32Array;
  private next = 0;

  constructor(
    private readonly network: RoadNetwork,
    private readonly random: SeededRandom,
    private readonly count: number,
  ) {
    const { routableNodes } = network;
    this.nodes = Uint32Array.from(
      { length: count },
      () => routableNodes[Math.floor(random.next() * routableNodes.length)] ?? 0,
    );
  }

  /** Adds all drivers to the index, at their present positions. */
  addTo(supply: SupplyIndex): void {
    for (let driver = 0; driver < this.count; driver++) {
      const { driverId, position } = this.reading(driver);
      supply.put(driverId, { position });
    }
  }

  /** Moves the next drivers in the rotation by one block. @returns their new positions */
  drive(count: number): Reading[] {
    return Array.from({ length: count }, () => {
      const driver = this.next++ % this.count;
      this.nodes[driver] = this.neighbour(this.nodes[driver] ?? 0);
      return this.reading(driver);
    });
  }

  private neighbour(node: number): number {
    const { offsets, heads } = this.network.forward;
    const [first = 0, end = 0] = [offsets[node], offsets[node + 1]];
    return heads[first + Math.floor(this.random.next() * (end - first))] ?? node;
  }

  private reading(driver: number): Reading {
    const { lat, lng } = this.network.position(this.nodes[driver] ?? 0);
    const error = () => this.random.between(-ERROR_DEGREES, ERROR_DEGREES);
    return { driverId: idOf(driver), position: { lat: lat + error(), lng: lng + error() } };
  }
}

/** Ids of the same length as in the database, in another order than that of the drivers. */
const idOf = (driver: number): string =>
  `01935f3e-7b2a-7c1d-8e4f-${String((driver * 7919) % 1_000_003).padStart(12, '0')}`;
