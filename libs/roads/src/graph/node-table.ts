import type { Position } from '#contracts';
import { quoted, type InputProblems } from '#geo';
import { numberOf, shownValue } from '../link/link-values.js';
import type { NodeRow, Place, PlaceNames } from './road-graph.js';

/** More are a country. The travel times of such a network don't fit into memory either. */
export const MOST_NODES = 2_000_000;

/** The nodes of a file by their id. Links may name a node before the file has it. */
export class NodeTable {
  /** The id of each node. */
  readonly ids: string[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly known: (Position | undefined)[] = [];
  private readonly places: Place[] = [];

  constructor(
    private readonly problems: InputProblems,
    private readonly names: PlaceNames,
  ) {}

  get count(): number {
    return this.ids.length;
  }

  /** Adds a node. A second node with its id, and coordinates that are no numbers, are problems. */
  add(row: NodeRow): void {
    const index = this.indexOf(row.id);
    if (this.hasPosition(index)) {
      const first = this.names.node(this.places[index]!);
      this.problems.add(
        `${this.names.node(row.place)}.id`,
        `${quoted(row.id)} is already ${first}`,
      );
      return;
    }
    this.places[index] = row.place;
    this.known[index] = {
      lat: this.readCoordinate(row, 'y', row.y),
      lng: this.readCoordinate(row, 'x', row.x),
    };
  }

  /** @returns the index of the node with an id, which the file may have later */
  indexOf(id: string): number {
    const known = this.indexes.get(id);
    if (known !== undefined) return known;
    const index = this.ids.push(id) - 1;
    this.indexes.set(id, index);
    this.known.push(undefined);
    return index;
  }

  hasPosition(index: number): boolean {
    return this.known[index] !== undefined;
  }

  /** The position of each node, when each has one. The numbers may be no degrees. */
  positions(): Position[] {
    return this.known as Position[];
  }

  /** @returns 0 after a problem, so that the node is not a second one */
  private readCoordinate({ place }: NodeRow, field: string, value: unknown): number {
    const number = numberOf(value);
    if (number !== undefined && !Number.isNaN(number)) return number;
    const problem = number === undefined ? 'is missing' : `${shownValue(value)} is not a number`;
    this.problems.add(`${this.names.node(place)}.${field}`, problem);
    return 0;
  }
}
