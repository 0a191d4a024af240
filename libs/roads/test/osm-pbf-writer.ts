import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';

export interface TestNode {
  readonly id: number;
  readonly lat: number;
  readonly lng: number;
}

export interface TestWay {
  readonly id: number;
  readonly refs: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface TestExtract {
  readonly nodes: readonly TestNode[];
  readonly ways: readonly TestWay[];
}

/** How a test file differs from most files. */
export interface WriterOptions {
  /** Whether nodes have a message each, instead of dense lists (default false). */
  readonly plainNodes?: boolean;
  /** Whether the blocks are not compressed (default false). */
  readonly raw?: boolean;
  /** Nanodegrees of a unit (default 100). */
  readonly granularity?: number;
  /** Whether ways come before nodes (default false). */
  readonly waysFirst?: boolean;
}

/** Writes OSM PBF: a header, a block of nodes and a block of ways. */
export function osmPbfOf({ nodes, ways }: TestExtract, options: WriterOptions = {}): Buffer {
  const blocks = [nodeBlock(nodes, options), wayBlock(ways)];
  if (options.waysFirst) blocks.reverse();
  const header = new PbfWriter();
  header.writeStringField(4, 'OsmSchema-V0.6');
  const all = [
    ['OSMHeader', header.finish()] as const,
    ...blocks.map((each) => ['OSMData', each] as const),
  ];
  return Buffer.concat(all.map(([type, content]) => blobOf(type, content, options)));
}

/** One blob, whose content may be anything. */
export function blobOf(type: string, content: Uint8Array, { raw = false }: WriterOptions): Buffer {
  const blob = new PbfWriter();
  if (raw) blob.writeBytesField(1, content);
  else {
    blob.writeVarintField(2, content.length);
    blob.writeBytesField(3, deflateSync(content));
  }
  const data = blob.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, data.length);
  const head = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, data]);
}

function nodeBlock(nodes: readonly TestNode[], options: WriterOptions): Uint8Array {
  const { granularity = 100, plainNodes = false } = options;
  const units = (degrees: number) => Math.round((degrees * 1e9) / granularity);
  const block = new PbfWriter();
  block.writeMessage(1, writeStrings, ['']);
  block.writeMessage(
    2,
    (_, group) => {
      if (!plainNodes) group.writeMessage(2, writeDense, { nodes, units });
      else for (const node of nodes) group.writeMessage(1, writeNode, { node, units });
    },
    null,
  );
  block.writeVarintField(17, granularity);
  return block.finish();
}

type Units = (degrees: number) => number;

function writeDense(
  { nodes, units }: { nodes: readonly TestNode[]; units: Units },
  pbf: PbfWriter,
) {
  pbf.writePackedSVarint(1, deltas(nodes.map(({ id }) => id)));
  pbf.writePackedSVarint(8, deltas(nodes.map(({ lat }) => units(lat))));
  pbf.writePackedSVarint(9, deltas(nodes.map(({ lng }) => units(lng))));
}

function writeNode({ node, units }: { node: TestNode; units: Units }, pbf: PbfWriter): void {
  pbf.writeSVarintField(1, node.id);
  pbf.writeSVarintField(8, units(node.lat));
  pbf.writeSVarintField(9, units(node.lng));
}

function wayBlock(ways: readonly TestWay[]): Uint8Array {
  const texts = ['', ...new Set(ways.flatMap(({ tags }) => Object.entries(tags).flat()))];
  const block = new PbfWriter();
  block.writeMessage(1, writeStrings, texts);
  block.writeMessage(
    2,
    (_, group) => {
      for (const { id, refs, tags } of ways) {
        const numbers = (list: readonly string[]) => list.map((text) => texts.indexOf(text));
        group.writeMessage(
          3,
          (__, way) => {
            way.writeVarintField(1, id);
            way.writePackedVarint(2, numbers(Object.keys(tags)));
            way.writePackedVarint(3, numbers(Object.values(tags)));
            way.writePackedSVarint(8, deltas(refs));
          },
          null,
        );
      }
    },
    null,
  );
  return block.finish();
}

function writeStrings(texts: readonly string[], pbf: PbfWriter): void {
  for (const text of texts) pbf.writeBytesField(1, Buffer.from(text));
}

const deltas = (values: readonly number[]): number[] =>
  values.map((value, i) => value - (values[i - 1] ?? 0));
