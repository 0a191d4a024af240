import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { InputError, describeFileError, type RoadNetwork } from '#geo';
import type { RoadNetworkFile } from './read-road-network.js';

/** What was written. */
export interface WrittenNetwork {
  readonly nodes: number;
  readonly links: number;
}

/**
 * Writes the largest strongly connected part of a network as node-link JSON, with travel times. The
 * file is written beside its place and moved there, so that no process reads half of it.
 *
 * @throws {InputError} when the file can't be written
 */
export async function writeNodeLink(roads: RoadNetworkFile, path: string): Promise<WrittenNetwork> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    const stream = createWriteStream(unfinished);
    await once(stream, 'open');
    const written = await writeGraph(roads, stream);
    stream.end();
    await finished(stream);
    await rename(unfinished, path);
    return written;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new InputError(path, '', `can't be written: ${describeFileError(error)}`);
  }
}

async function writeGraph(roads: RoadNetworkFile, stream: WriteStream): Promise<WrittenNetwork> {
  const { network } = roads;
  const about = {
    name: network.name,
    crs: 'epsg:4326',
    created_with: 'Tripstream',
    attribution: network.features.attribution ?? undefined,
  };
  stream.write(`{"directed":true,"multigraph":true,"graph":${JSON.stringify(about)},"nodes":[\n`);
  const nodes = await writeRows(stream, nodeRows(roads));
  stream.write('],"links":[\n');
  const links = await writeRows(stream, linkRows(roads));
  stream.write(']}\n');
  return { nodes, links };
}

/** Waits whenever the disk is slower than the rows. @returns the number of rows */
async function writeRows(stream: WriteStream, rows: Iterable<object>): Promise<number> {
  let count = 0;
  for (const row of rows) {
    const text = `${count++ > 0 ? ',\n' : ''}${JSON.stringify(row)}`;
    if (!stream.write(text)) await once(stream, 'drain');
  }
  return count;
}

function* nodeRows({ network, nodeIds }: RoadNetworkFile): Generator<object> {
  for (const node of network.routableNodes) {
    const { lng, lat } = network.position(node);
    yield { id: nodeIds[node], x: lng, y: lat };
  }
}

function* linkRows({ network, nodeIds }: RoadNetworkFile): Generator<object> {
  const { offsets, heads } = network.forward;
  const routable = new Set(network.routableNodes);
  for (const from of network.routableNodes) {
    for (let link = offsets[from]!; link < offsets[from + 1]!; link++) {
      const to = heads[link]!;
      if (!routable.has(to)) continue;
      yield { source: nodeIds[from], target: nodeIds[to], ...propertiesOf(network, link) };
    }
  }
}

function propertiesOf(network: RoadNetwork, link: number): object {
  const { name, otherNames, kind } = network.labelOf(link) ?? {};
  const names = name ? [name, ...(otherNames ?? [])] : [];
  return {
    length: network.forward.meters[link],
    travel_time: network.forward.seconds[link],
    highway: kind ?? undefined,
    name: names.length > 1 ? names : names[0],
  };
}
