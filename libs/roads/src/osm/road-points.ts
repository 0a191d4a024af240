import type { SortedIds } from './id-list.js';
import type { RoadWays } from './road-ways.js';

/** A use of a point by which it is a junction: two passages, or the end of a road. */
const JUNCTION_USES = 2;

/** The points of all roads: where they are, and which of them are junctions. */
export class RoadPoints {
  /** Degrees; NaN until the position is known, which it stays for a node that the file lacks. */
  readonly lats: Float64Array;
  readonly lngs: Float64Array;
  private readonly uses: Uint8Array;

  /** @param points the distinct ids of all points */
  constructor(
    private readonly points: SortedIds,
    ways: RoadWays,
  ) {
    const count = points.ids.length;
    this.lats = new Float64Array(count).fill(NaN);
    this.lngs = new Float64Array(count).fill(NaN);
    this.uses = new Uint8Array(count);
    const references = ways.nodeIds();
    for (const id of references) this.use(id, 1);
    for (const { begin, end } of ways.parts) {
      this.use(references[begin]!, JUNCTION_USES);
      this.use(references[end - 1]!, JUNCTION_USES);
    }
  }

  setPosition(id: number, lat: number, lng: number): void {
    const index = this.points.indexOf(id);
    if (index < 0) return;
    this.lats[index] = lat;
    this.lngs[index] = lng;
  }

  /** @returns the index of a point; -1 when its position is not known */
  find(id: number): number {
    const index = this.points.indexOf(id);
    return index >= 0 && this.lats[index]! >= -90 ? index : -1;
  }

  isJunction(index: number): boolean {
    return this.uses[index]! >= JUNCTION_USES;
  }

  private use(id: number, uses: number): void {
    const index = this.points.indexOf(id);
    this.uses[index] = Math.min(JUNCTION_USES, this.uses[index]! + uses);
  }
}
