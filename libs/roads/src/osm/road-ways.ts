import { InputError } from '#geo';
import { IdList, SortedIds } from './id-list.js';
import type { OsmWay } from './primitive-block.js';
import { isRoadForCars } from './road-way.js';

/** More references to nodes than the roads of any city: 160 MB. */
const MOST_REFERENCES = 20_000_000;

/** A part of a way whose nodes are all inside. */
interface WayPart {
  readonly id: number;
  readonly tags: OsmWay['tags'];
  /** Its references: from `begin` up to, not including, `end`. */
  readonly begin: number;
  readonly end: number;
}

/** The roads of a file, as references to nodes whose positions are not known yet. */
export class RoadWays {
  readonly parts: WayPart[] = [];
  private readonly references = new IdList();

  /** @param inside the nodes in the bounding box; undefined without one */
  constructor(
    private readonly source: string,
    private readonly inside: SortedIds | undefined,
  ) {}

  /** Adds a way if cars may use it. Outside of the bounding box it is cut. */
  add({ id, tags, refs }: OsmWay): void {
    if (!isRoadForCars(tags)) return;
    let begin = this.references.length;
    const close = (): void => {
      const end = this.references.length;
      if (end - begin >= 2) this.parts.push({ id, tags, begin, end });
      begin = end;
    };
    for (const ref of refs) {
      if (this.isInside(ref)) this.references.push(ref);
      else close();
    }
    close();
    if (this.references.length > MOST_REFERENCES) throw this.tooLarge();
  }

  /** The ids of the nodes, in the order of the ways. */
  nodeIds(): Float64Array {
    return this.references.view();
  }

  private isInside(node: number): boolean {
    return this.inside === undefined || this.inside.indexOf(node) >= 0;
  }

  private tooLarge(): InputError {
    const problem = `holds more roads than a city (${MOST_REFERENCES.toLocaleString('en')} points)`;
    const remedy = 'Cut the city out of it with --bbox west,south,east,north.';
    return InputError.fromProblems(this.source, [{ where: '', problem, remedy }], 1);
  }
}
