import { z } from 'zod';
import { removeHidden, type Position } from '#contracts';
import { reverseLink, type RoadLink } from './adjacency.js';
import { InputError, quoted } from '../input-error.js';
import { NO_FEATURES, type CityFeatures, type RoadLabel } from './road-label.js';
import { RoadNetwork } from './road-network.js';

const nodeId = z.union([z.string(), z.number()]);

const nodeSchema = z.object({
  id: nodeId,
  x: z.number().min(-180).max(180),
  y: z.number().min(-90).max(90),
});

/** OSMnx writes a list where it has joined links with different values. */
const words = z
  .union([z.string(), z.array(z.unknown())])
  .nullish()
  .catch(undefined)
  .transform((value) => wordsOf(value));

const linkSchema = z.object({
  source: nodeId,
  target: nodeId,
  length: z.number().min(0),
  travel_time: z.number().min(0).nullish(),
  speed_kmph: z.number().positive().nullish(),
  name: words,
  ref: words,
  highway: words,
});

const graphSchema = z.object({
  directed: z.boolean().optional(),
  graph: z
    .object({
      name: z.string().optional().catch(undefined),
      created_with: z.string().optional().catch(undefined),
      attribution: z.string().max(200).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  nodes: z.array(nodeSchema).min(1),
});

type NodeId = z.infer<typeof nodeId>;
type LinkRow = z.infer<typeof linkSchema>;
type NodeRow = z.infer<typeof nodeSchema>;

/** networkx called the list of links `links` up to version 3.3 and calls it `edges` since then. */
const LINK_KEYS = ['links', 'edges'] as const;

/**
 * Reads a road network from the node-link JSON of networkx, as OSMnx writes it: nodes with `id`,
 * `x` (longitude) and `y` (latitude) in degrees; links (or edges) with `source`, `target`,
 * `length` in metres and `travel_time` in seconds, or `speed_kmph` to derive it from. A road is
 * called by its `name`, or else by its `ref`; both and `highway` may be lists. Other properties are
 * ignored, among them the geometry of a street between its ends.
 *
 * @param json the parsed file
 * @param source the name of the file in an error; also the name of a city that has none
 * @throws InputError with the file, the location in it and the problem
 */
export function readNodeLinkNetwork(json: unknown, source: string): RoadNetwork {
  const key = linkKey(json);
  const graph = parseWith(graphSchema, json, source);
  const schema = z.object({ [key]: z.array(linkSchema).min(1) });
  const rows = parseWith(schema, json, source)[key]!;
  const nodes = indexNodes(graph.nodes, source);
  const links = rows.map((row, i) => readLink(row, { nodes, source, where: `${key}[${i}]` }));
  // An undirected graph lists each street once, for both directions.
  if (graph.directed === false) links.push(...links.map(reverseLink));
  const features = { ...NO_FEATURES, attribution: attributionOf(graph.graph) };
  const name = textOf(graph.graph?.name ?? '') || fileNameOf(source);
  return buildNetwork({ name, links, features, source, nodes: graph.nodes });
}

function linkKey(json: unknown): (typeof LINK_KEYS)[number] {
  const known = LINK_KEYS.find((key) => typeof json === 'object' && json !== null && key in json);
  return known ?? 'links';
}

function parseWith<T>(schema: z.ZodType<T>, json: unknown, source: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InputError(source, pathText(issue.path), issue.message);
}

const pathText = (path: readonly PropertyKey[]) =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

function indexNodes(nodes: readonly NodeRow[], source: string): Map<NodeId, number> {
  const index = new Map<NodeId, number>();
  nodes.forEach(({ id }, i) => {
    const first = index.get(id);
    if (first !== undefined) {
      throw new InputError(source, `nodes[${i}].id`, `${formatId(id)} is already nodes[${first}]`);
    }
    index.set(id, i);
  });
  return index;
}

interface LinkContext {
  readonly nodes: ReadonlyMap<NodeId, number>;
  readonly source: string;
  readonly where: string;
}

function readLink(row: LinkRow, context: LinkContext): RoadLink {
  return {
    from: findNode(row, 'source', context),
    to: findNode(row, 'target', context),
    seconds: linkSeconds(row, context),
    meters: row.length,
    label: labelOf(row),
  };
}

function findNode(row: LinkRow, end: 'source' | 'target', context: LinkContext): number {
  const node = context.nodes.get(row[end]);
  if (node !== undefined) return node;
  throw new InputError(
    context.source,
    `${context.where}.${end}`,
    `there is no node ${formatId(row[end])}`,
  );
}

function linkSeconds(row: LinkRow, { source, where }: LinkContext): number {
  if (row.travel_time != null) return row.travel_time;
  if (row.speed_kmph != null) return row.length / (row.speed_kmph / 3.6);
  throw new InputError(source, `${where}.travel_time`, 'missing, and so is speed_kmph');
}

/** Names on a map are short, and a label of a road has few of them. */
const MAX_NAME_LENGTH = 100;
const MAX_NAMES = 8;

/** The text of a file of others is shown to people, so hidden characters and controls are removed. */
const textOf = (value: string): string =>
  removeHidden(value).trim().slice(0, MAX_NAME_LENGTH).toWellFormed();

function wordsOf(value: string | readonly unknown[] | null | undefined): string[] {
  const values = typeof value === 'string' ? [value] : (value ?? []);
  const texts = values.flatMap((each) => (typeof each === 'string' ? [textOf(each)] : []));
  return [...new Set(texts.filter((text) => text !== ''))].slice(0, MAX_NAMES);
}

/** A road without a name is called by its number, such as "I 95". */
function labelOf({ name, ref, highway }: LinkRow): RoadLabel | undefined {
  const [first = null, ...otherNames] = [...name, ...ref.flatMap((each) => each.split(/\s*;\s*/))];
  const kind = highway[0]?.replace(/_link$/, '') ?? null;
  return first === null && kind === null ? undefined : { name: first, otherNames, kind };
}

/** OSMnx reads OpenStreetMap, whose licence (ODbL) asks for this sentence on every map. */
function attributionOf(graph: z.infer<typeof graphSchema>['graph']): string | null {
  if (graph?.attribution) return textOf(graph.attribution) || null;
  return /osmnx/i.test(graph?.created_with ?? '') ? '© OpenStreetMap contributors' : null;
}

/** People see the name of the city, and the folders of the server are none of their business. */
const fileNameOf = (source: string): string => source.split(/[\\/]/).at(-1) ?? source;

interface NetworkContent {
  name: string;
  nodes: readonly NodeRow[];
  links: RoadLink[];
  features: CityFeatures;
  source: string;
}

function buildNetwork({ name, nodes, links, features, source }: NetworkContent): RoadNetwork {
  const positions = nodes.map(({ x, y }): Position => ({ lat: y, lng: x }));
  try {
    return new RoadNetwork({ name, positions, links, features });
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(source, '', error.message);
    throw error;
  }
}

const formatId = (id: NodeId) => (typeof id === 'string' ? quoted(id) : String(id));
