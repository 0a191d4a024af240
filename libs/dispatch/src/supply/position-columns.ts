import type { Position } from '#contracts';
import type { Snap, SnappedStarts } from '#geo';

const FIRST_CAPACITY = 64;

/** Snapped positions in typed arrays that grow. The owner sets how many of them are in use. */
export class PositionColumns implements SnappedStarts {
  length = 0;
  nodes: Int32Array;
  offsets: Float32Array;
  latitudes: Float64Array;
  longitudes: Float64Array;

  constructor(firstCapacity = FIRST_CAPACITY) {
    this.nodes = new Int32Array(firstCapacity);
    this.offsets = new Float32Array(firstCapacity);
    this.latitudes = new Float64Array(firstCapacity);
    this.longitudes = new Float64Array(firstCapacity);
  }

  get capacity(): number {
    return this.nodes.length;
  }

  /** Doubles the capacity. */
  grow(): void {
    const { nodes, offsets, latitudes, longitudes } = this;
    const capacity = this.capacity * 2;
    this.nodes = new Int32Array(capacity);
    this.offsets = new Float32Array(capacity);
    this.latitudes = new Float64Array(capacity);
    this.longitudes = new Float64Array(capacity);
    this.nodes.set(nodes);
    this.offsets.set(offsets);
    this.latitudes.set(latitudes);
    this.longitudes.set(longitudes);
  }

  isAt(index: number, { lat, lng }: Position): boolean {
    return this.latitudes[index] === lat && this.longitudes[index] === lng;
  }

  readPosition(index: number): Position {
    return { lat: this.latitudes[index]!, lng: this.longitudes[index]! };
  }

  writePosition(index: number, { lat, lng }: Position): void {
    this.latitudes[index] = lat;
    this.longitudes[index] = lng;
  }

  writeSnap(index: number, { node, distanceMeters }: Snap): void {
    this.nodes[index] = node;
    this.offsets[index] = distanceMeters;
  }

  /** Appends an entry of other columns. */
  append(from: PositionColumns, index: number): void {
    const at = this.length++;
    this.nodes[at] = from.nodes[index]!;
    this.offsets[at] = from.offsets[index]!;
    this.latitudes[at] = from.latitudes[index]!;
    this.longitudes[at] = from.longitudes[index]!;
  }
}
