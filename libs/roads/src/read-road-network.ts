import { InputError, type InputProblem, type RoadNetwork } from '#geo';
import { headText, openRoadFile, type RoadFile } from './file/road-file.js';
import { parsePythonJson } from './file/python-json.js';
import { readText } from './file/text-file.js';
import { readGeojson } from './format/geojson.js';
import { readGraphml } from './format/graphml.js';
import { isRow, readNodeLink } from './format/node-link.js';
import { readOsmPbf } from './format/osm-pbf.js';
import type { ReadOptions, RoadFormatName } from './format/road-format.js';
import type { BuiltNetwork } from './graph/road-graph-builder.js';

/** A road network with what its file says besides. */
export interface RoadNetworkFile {
  readonly network: RoadNetwork;
  readonly format: RoadFormatName;
  /** The id in the file of each node of the network. */
  readonly nodeIds: readonly string[];
  /** What is odd about the file, without a reason to refuse it. */
  readonly warnings: readonly InputProblem[];
}

const FORMATS =
  'Road networks are node-link JSON, GraphML, GeoJSON or OSM PBF; see docs/planner-files.md.';

/**
 * Reads a road network. The content of the file decides about the format, and not its name:
 * node-link JSON of networkx and OSMnx, GraphML, GeoJSON, or OSM PBF; each of the first three
 * compressed by gzip or not. The command line, the server and the demo read their networks by it,
 * so that a file that one of them accepts is accepted by all.
 *
 * @param path the file, which is also its name in an error
 * @throws {InputError} with up to twenty problems: file, place, field and what to do
 */
export async function readRoadNetwork(
  path: string,
  options: ReadOptions = {},
): Promise<RoadNetworkFile> {
  const file = await openRoadFile(path);
  const { format, built } = await readContent(file, options);
  return { format, ...built };
}

async function readContent(
  file: RoadFile,
  options: ReadOptions,
): Promise<{ format: RoadFormatName; built: BuiltNetwork }> {
  if (isOsmPbf(file)) return { format: 'osm-pbf', built: await readOsmPbf(file, options) };
  if (options.bbox)
    throw new InputError(file.source, '', 'only OSM PBF can be cut by a bounding box');
  const head = headText(file);
  if (head.startsWith('{') || head.startsWith('[')) return readJsonNetwork(file);
  if (/<(\w+:)?graphml\b/.test(head)) {
    return { format: 'graphml', built: await readGraphml(file, options) };
  }
  throw unknownFormat(file, head);
}

/** The first blob of OSM PBF is called OSMHeader, after the length of its header. */
const isOsmPbf = ({ head, isGzip }: RoadFile): boolean =>
  !isGzip && head.subarray(4, 15).equals(Buffer.from('\n\tOSMHeader'));

async function readJsonNetwork(
  file: RoadFile,
): Promise<{ format: RoadFormatName; built: BuiltNetwork }> {
  const json = parsePythonJson(await readText(file), file.source);
  if (isRow(json) && (json['type'] === 'FeatureCollection' || 'features' in json)) {
    return { format: 'geojson', built: readGeojson(json, file.source) };
  }
  return { format: 'node-link', built: readNodeLink(json, file.source) };
}

/** What files are that planners give by mistake, and what to do about it. */
const MISTAKES: readonly (readonly [RegExp, string, string])[] = [
  [/^<!doctype html|^<html/i, 'is a web page', 'Download the file itself.'],
  [/<osm\b/, 'is OSM XML', 'Convert it: osmium cat city.osm -o city.osm.pbf'],
  [/^PK\W\W/, 'is a ZIP archive', 'Unpack it.'],
  [/^SQLite format 3/, 'is a GeoPackage or another SQLite file', 'Save the edges as GeoJSON.'],
  [/^PAR1/, 'is a Parquet file', 'Save the edges as GeoJSON.'],
];

function unknownFormat({ source }: RoadFile, head: string): InputError {
  const [, problem, remedy] = MISTAKES.find(([pattern]) => pattern.test(head)) ?? [
    null,
    'has the format of no road network',
    FORMATS,
  ];
  return InputError.fromProblems(source, [{ where: '', problem, remedy }], 1);
}
