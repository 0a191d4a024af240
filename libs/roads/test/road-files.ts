import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '#geo';
import { readRoadNetwork } from '../src/index.js';

/** A folder for the files of a test. */
export class RoadFiles {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'roads-'));

  /** Writes a file. @returns its path */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  /** Writes a file and reads the network in it. */
  read(name: string, content: string | Uint8Array) {
    return readRoadNetwork(this.write(name, content));
  }

  /** @returns the error with which a path is refused */
  async refusalOf(file: string): Promise<InputError> {
    try {
      await readRoadNetwork(file);
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    throw new Error(`${file} was read without an error`);
  }

  get path(): string {
    return this.folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** A link of a test network, one way. */
export interface TestLink {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly seconds: number;
}

/** A small network whose parts every format can hold. */
export interface TestNetwork {
  /** Longitude and latitude of each node. */
  readonly nodes: readonly (readonly [number, number])[];
  readonly links: readonly TestLink[];
}

/** As `save_graphml` of OSMnx writes it: every value is a text. */
export function graphmlOf({ nodes, links }: TestNetwork): string {
  const data = (key: string, value: unknown) => `<data key="${key}">${String(value)}</data>`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    '<key id="d9" for="edge" attr.name="travel_time" attr.type="string" />',
    '<key id="d8" for="edge" attr.name="length" attr.type="string" />',
    '<key id="d5" for="node" attr.name="x" attr.type="string" />',
    '<key id="d4" for="node" attr.name="y" attr.type="string" />',
    '<key id="d1" for="graph" attr.name="created_with" attr.type="string" />',
    '<graph edgedefault="directed">',
    data('d1', 'OSMnx 1.9.3'),
    ...nodes.map(([x, y], i) => `<node id="${i}">${data('d4', y)}${data('d5', x)}</node>`),
    ...links.map(({ from, to, length, seconds }) => {
      const values = `${data('d8', length)}${data('d9', seconds)}`;
      return `<edge source="${from}" target="${to}" id="0">\n  ${values}\n</edge>`;
    }),
    '</graph>',
    '</graphml>',
  ].join('\n');
}

/** As `edges.reset_index().to_json()` of GeoPandas writes the edges of OSMnx. */
export function geojsonOf({ nodes, links }: TestNetwork): string {
  const features = links.map(({ from, to, length, seconds }) => ({
    type: 'Feature',
    properties: { u: from, v: to, key: 0, oneway: true, length, travel_time: seconds },
    geometry: { type: 'LineString', coordinates: [nodes[from], nodes[to]] },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** As `networkx.node_link_data` has it. */
export function nodeLinkOf({ nodes, links }: TestNetwork): string {
  return JSON.stringify({
    directed: true,
    multigraph: true,
    graph: {},
    nodes: nodes.map(([x, y], id) => ({ id, x, y })),
    links: links.map(({ from, to, length, seconds }) => {
      return { source: from, target: to, length, travel_time: seconds };
    }),
  });
}
