import { PbfReader } from 'pbf';

/** A way of OpenStreetMap: the tags that were asked for, and the ids of its nodes. */
export interface OsmWay {
  readonly id: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly refs: readonly number[];
}

/** Receives the id, latitude and longitude of a node, in degrees. */
export type NodeVisitor = (id: number, lat: number, lng: number) => void;

/** Coordinates are whole numbers of nanodegrees. The division gives the nearest number of degrees. */
const PER_DEGREE = 1e9;

interface Span {
  readonly begin: number;
  readonly end: number;
}

/**
 * One block of OSM PBF: its nodes and its ways. Relations are not read.
 *
 * @see https://github.com/openstreetmap/OSM-binary/blob/master/osmpbf/osmformat.proto
 */
export class PrimitiveBlock {
  private readonly strings: Uint8Array[] = [];
  private readonly groups: Span[] = [];
  private granularity = 100;
  private latOffset = 0;
  private lngOffset = 0;

  constructor(private readonly bytes: Uint8Array) {
    new PbfReader(bytes).readFields((field, block, pbf) => {
      if (field === 1) pbf.readMessage(readStrings, block.strings);
      else if (field === 2) block.groups.push(readSpan(pbf));
      else if (field === 17) block.granularity = pbf.readVarint();
      else if (field === 19) block.latOffset = pbf.readVarint(true);
      else if (field === 20) block.lngOffset = pbf.readVarint(true);
    }, this);
  }

  /** Whether there are nodes and ways, without reading them. */
  get kinds(): { hasNodes: boolean; hasWays: boolean } {
    const kinds = { hasNodes: false, hasWays: false };
    this.eachField((field) => {
      if (field === 1 || field === 2) kinds.hasNodes = true;
      else if (field === 3) kinds.hasWays = true;
    });
    return kinds;
  }

  visitNodes(visit: NodeVisitor): void {
    this.eachField((field, pbf) => {
      if (field === 1) this.visitNode(pbf, visit);
      else if (field === 2) this.visitDenseNodes(pbf, visit);
    });
  }

  /** The ways that have the first of the keys, with the tags of all of them. */
  listWays(keys: readonly string[]): OsmWay[] {
    const wanted = this.indexesOf(keys);
    const ways: OsmWay[] = [];
    if (![...wanted.values()].includes(keys[0]!)) return ways;
    this.eachField((field, pbf) => {
      if (field !== 3) return;
      const way = this.readWay(pbf, wanted);
      if (Object.hasOwn(way.tags, keys[0]!)) ways.push(way);
    });
    return ways;
  }

  private eachField(visit: (field: number, pbf: PbfReader) => void): void {
    for (const { begin, end } of this.groups) {
      const pbf = new PbfReader(this.bytes);
      pbf.pos = begin;
      pbf.readFields((field) => visit(field, pbf), undefined, end);
    }
  }

  private visitNode(pbf: PbfReader, visit: NodeVisitor): void {
    const node = { id: 0, lat: 0, lng: 0 };
    pbf.readMessage((field) => {
      if (field === 1) node.id = pbf.readSVarint();
      else if (field === 8) node.lat = pbf.readSVarint();
      else if (field === 9) node.lng = pbf.readSVarint();
    }, node);
    visit(node.id, this.latOf(node.lat), this.lngOf(node.lng));
  }

  private visitDenseNodes(pbf: PbfReader, visit: NodeVisitor): void {
    const lists: { ids: number[]; lats: number[]; lngs: number[] } = {
      ids: [],
      lats: [],
      lngs: [],
    };
    pbf.readMessage((field) => {
      if (field === 1) pbf.readPackedSVarint(lists.ids);
      else if (field === 8) pbf.readPackedSVarint(lists.lats);
      else if (field === 9) pbf.readPackedSVarint(lists.lngs);
    }, lists);
    let [id, lat, lng] = [0, 0, 0];
    for (let i = 0; i < lists.ids.length; i++) {
      id += lists.ids[i]!;
      lat += lists.lats[i] ?? NaN;
      lng += lists.lngs[i] ?? NaN;
      visit(id, this.latOf(lat), this.lngOf(lng));
    }
  }

  private readWay(pbf: PbfReader, wanted: ReadonlyMap<number, string>): OsmWay {
    const lists: { keys: number[]; values: number[]; refs: number[] } = {
      keys: [],
      values: [],
      refs: [],
    };
    let id = 0;
    pbf.readMessage((field) => {
      if (field === 1) id = pbf.readVarint();
      else if (field === 2) pbf.readPackedVarint(lists.keys);
      else if (field === 3) pbf.readPackedVarint(lists.values);
      else if (field === 8) pbf.readPackedSVarint(lists.refs);
    }, lists);
    const tags: Record<string, string> = {};
    lists.keys.forEach((key, i) => {
      const name = wanted.get(key);
      if (name !== undefined) tags[name] = this.textOf(lists.values[i] ?? 0);
    });
    let ref = 0;
    return { id, tags, refs: lists.refs.map((step) => (ref += step)) };
  }

  /** The indexes of texts in the table of the block. */
  private indexesOf(texts: readonly string[]): Map<number, string> {
    const indexes = new Map<number, string>();
    const longest = Math.max(...texts.map(({ length }) => length));
    this.strings.forEach((bytes, index) => {
      if (bytes.length > longest) return;
      const text = this.textOf(index);
      if (texts.includes(text)) indexes.set(index, text);
    });
    return indexes;
  }

  private textOf(index: number): string {
    const bytes = this.strings[index] ?? new Uint8Array();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  }

  private latOf(units: number): number {
    return (this.latOffset + this.granularity * units) / PER_DEGREE;
  }

  private lngOf(units: number): number {
    return (this.lngOffset + this.granularity * units) / PER_DEGREE;
  }
}

function readStrings(field: number, strings: Uint8Array[], pbf: PbfReader): void {
  if (field === 1) strings.push(pbf.readBytes());
}

function readSpan(pbf: PbfReader): Span {
  const end = pbf.readVarint() + pbf.pos;
  const begin = pbf.pos;
  pbf.pos = end;
  return { begin, end };
}
