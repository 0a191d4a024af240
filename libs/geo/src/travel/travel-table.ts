import type { ManyToMany, RouteEnds } from './many-to-many.js';
import type { TravelRow } from './travel-row.js';

/** Rows and columns that are transposed together, so that both fit into the first cache. */
const BLOCK = 32;
/** Stands for a travel time that was not copied from its row yet. */
const UNKNOWN = NaN;

/** Where the table finds its values. */
export interface RowSource {
  readonly nodeCount: number;
  /** The row of a target. */
  getRow(target: number): TravelRow;
  /** The rows that are known. */
  listRows(): Iterable<[number, TravelRow]>;
}

/**
 * Travel times between all nodes, in rows by target and, as a second copy, by start. A caller with
 * one start and many targets reads one part of the memory then, and not a part of each row, which
 * takes several times as long.
 */
export class TravelTable implements ManyToMany {
  /** The seconds from start `s` to target `t` are at `s * nodeCount + t`; NaN: not copied yet. */
  private readonly byStart: Float32Array;

  /** @param memory the copy by start of another thread */
  constructor(
    private readonly source: RowSource,
    memory?: SharedArrayBuffer,
  ) {
    const { nodeCount } = source;
    const bytes = nodeCount * nodeCount * Float32Array.BYTES_PER_ELEMENT;
    this.byStart = new Float32Array(memory ?? new SharedArrayBuffer(bytes));
    if (memory) return;
    this.byStart.fill(UNKNOWN);
    this.copyKnownRows();
  }

  /** The copy by start, which threads share. */
  get memory(): SharedArrayBuffer {
    return this.byStart.buffer as SharedArrayBuffer;
  }

  fromStart(start: number, { nodes: targets }: RouteEnds, into: Float32Array): void {
    const { byStart } = this;
    const first = start * this.source.nodeCount;
    for (let i = 0; i < targets.length; i++) {
      const seconds = byStart[first + targets[i]!]!;
      into[i] = Number.isNaN(seconds) ? this.copyOne(start, targets[i]!) : seconds;
    }
  }

  toTarget(target: number, { nodes: starts }: RouteEnds, into: Float32Array): void {
    const { seconds } = this.source.getRow(target);
    for (let i = 0; i < starts.length; i++) into[i] = seconds[starts[i]!]!;
  }

  private copyOne(start: number, target: number): number {
    const seconds = this.source.getRow(target).seconds[start]!;
    this.byStart[start * this.source.nodeCount + target] = seconds;
    return seconds;
  }

  private copyKnownRows(): void {
    const { nodeCount } = this.source;
    const rows = [...this.source.listRows()];
    for (let first = 0; first < rows.length; first += BLOCK) {
      const some = rows.slice(first, first + BLOCK);
      for (let start = 0; start < nodeCount; start += BLOCK) this.copyBlock(some, start);
    }
  }

  private copyBlock(rows: readonly [number, TravelRow][], firstStart: number): void {
    const { byStart } = this;
    const { nodeCount } = this.source;
    const end = Math.min(nodeCount, firstStart + BLOCK);
    for (const [target, { seconds }] of rows) {
      for (let start = firstStart; start < end; start++) {
        byStart[start * nodeCount + target] = seconds[start]!;
      }
    }
  }
}
