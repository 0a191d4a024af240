import { InputProblems } from '#geo';
import { RoadGraphBuilder, type BuiltNetwork } from '../graph/road-graph-builder.js';
import type { CityFacts, PlaceNames, RoadGraphSink } from '../graph/road-graph.js';
import { shownValue, type LinkProperties } from '../link/link-values.js';
import { lineLength, lineOf } from './line-geometry.js';

/** networkx called the list of links `links` up to version 3.3 and calls it `edges` since then. */
const LINK_KEYS = ['links', 'edges'] as const;
/** OSMnx writes `x` and `y`. */
const X_KEYS = ['x', 'lon', 'lng', 'longitude'] as const;
const Y_KEYS = ['y', 'lat', 'latitude'] as const;

type Row = Readonly<Record<string, unknown>>;

/**
 * Reads the node-link JSON of networkx, as OSMnx writes it: nodes with `id`, `x` (longitude) and `y`
 * (latitude) in degrees; links (or edges) with `source`, `target`, and numbers and names that
 * docs/planner-files.md lists.
 *
 * @param json the parsed file
 * @param source the name of the file in an error; also the name of a city that has none
 * @throws {InputError} with the places in the file and the problems
 */
export function readNodeLink(json: unknown, source: string): BuiltNetwork {
  const problems = new InputProblems(source);
  const graph = isRow(json) ? json : {};
  const key = LINK_KEYS.find((each) => each in graph) ?? 'links';
  const nodes = rowsOf(graph, 'nodes', problems);
  const links = rowsOf(graph, key, problems);
  problems.throwIfAny();
  const names: PlaceNames = { node: (i) => `nodes[${i}]`, link: (i) => `${key}[${i}]` };
  const builder = new RoadGraphBuilder(source, names);
  builder.setFacts(factsOf(graph));
  nodes.forEach((row, place) => addNode(row, place, builder));
  links.forEach((row, place) => addLink(row, place, builder));
  return builder.finish();
}

function rowsOf(graph: Row, key: string, problems: InputProblems): Row[] {
  const rows = graph[key];
  if (!Array.isArray(rows)) {
    problems.add(key, rows === undefined ? 'is missing' : 'is not a list');
    return [];
  }
  if (rows.length === 0) problems.add(key, 'is empty');
  rows.forEach((row, i) => {
    if (!isRow(row)) problems.add(`${key}[${i}]`, 'is not an object');
    for (const id of key === 'nodes' ? ['id'] : ['source', 'target']) {
      if (isRow(row)) checkId(row[id], `${key}[${i}].${id}`, problems);
    }
  });
  return rows as Row[];
}

function checkId(id: unknown, where: string, problems: InputProblems): void {
  if (typeof id === 'string' || Number.isFinite(id)) return;
  const problem = id === undefined ? 'is missing' : `${shownValue(id)} is not a text or number`;
  problems.add(where, problem);
}

function factsOf({ directed, graph }: Row): CityFacts {
  const about = isRow(graph) ? graph : {};
  return { ...cityFactsOf(about), isUndirected: directed === false };
}

/** The facts in the attributes of a graph, by the names of OSMnx. */
export function cityFactsOf({ name, crs, attribution, created_with: tool }: Row): CityFacts {
  return {
    name: typeof name === 'string' ? name : undefined,
    attribution: attributionOf(attribution, tool),
    crs: typeof crs === 'string' ? crs : undefined,
  };
}

/** OSMnx reads OpenStreetMap, whose licence (ODbL) asks for this sentence on every map. */
export const OSM_ATTRIBUTION = '© OpenStreetMap contributors';

function attributionOf(attribution: unknown, tool: unknown): string | undefined {
  if (typeof attribution === 'string' && attribution !== '') return attribution.slice(0, 200);
  return typeof tool === 'string' && /osmnx/i.test(tool) ? OSM_ATTRIBUTION : undefined;
}

function addNode(row: Row, place: number, sink: RoadGraphSink): void {
  sink.addNode({ place, id: String(row['id']), x: firstOf(row, X_KEYS), y: firstOf(row, Y_KEYS) });
}

function addLink(row: Row, place: number, sink: RoadGraphSink): void {
  const properties: LinkProperties = row;
  const line = properties['length'] == null ? lineOf(row['geometry']) : undefined;
  const [source, target] = [String(row['source']), String(row['target'])];
  sink.addLink({ place, source, target, properties, lineMeters: line && lineLength(line) });
}

/** The first value of a row by several names. */
export const firstOf = (row: Row, keys: readonly string[]): unknown =>
  row[keys.find((key) => row[key] !== undefined) ?? ''];

/** Whether a value of JSON is an object. */
export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
