import { InputProblems } from '#geo';
import { RoadGraphBuilder, type BuiltNetwork } from '../graph/road-graph-builder.js';
import { drivingDirections } from '../link/driving-directions.js';
import type { LinkProperties } from '../link/link-values.js';
import { coordinatesOf, lineLength, type Coordinate } from './line-geometry.js';
import { cityFactsOf, firstOf, isRow } from './node-link.js';

/** OSMnx calls the ends of a link `u` and `v`. */
const SOURCE_KEYS = ['u', 'source'] as const;
const TARGET_KEYS = ['v', 'target'] as const;

/** A line of the file. */
interface Road {
  /** The index of its feature. */
  readonly place: number;
  readonly line: readonly Coordinate[];
  readonly properties: LinkProperties;
}

/**
 * Reads a FeatureCollection of GeoJSON (RFC 7946) whose lines are roads. Other geometries are left
 * out. Where the lines name their ends (`u` and `v`, or `source` and `target`), each is one link.
 * Otherwise lines meet where they share a point, and are split there; `oneway` and the other keys of
 * OpenStreetMap say in which direction they may be driven.
 *
 * @param json the parsed file
 * @param source the name of the file in an error; also the name of a city that has none
 * @throws {InputError} with the places in the file and the problems
 */
export function readGeojson(json: unknown, source: string): BuiltNetwork {
  const collection = isRow(json) ? json : {};
  const roads = roadsOf(collection['features'], source);
  const builder = new RoadGraphBuilder(source, {
    node: (place) => `features[${place}].geometry`,
    link: (place) => `features[${place}].properties`,
    ends: ['u', 'v'],
  });
  builder.setFacts({ ...cityFactsOf(collection), crs: crsOf(collection['crs']) });
  if (roads.every(hasEnds)) addNamedLinks(roads, builder);
  else addSplitLines(roads, builder);
  return builder.finish();
}

function roadsOf(features: unknown, source: string): Road[] {
  const problems = new InputProblems(source);
  if (!Array.isArray(features)) problems.add('features', 'is not a list');
  const roads = (Array.isArray(features) ? features : []).flatMap((feature: unknown, place) => {
    const { geometry, properties } = isRow(feature) ? feature : {};
    const { type, coordinates } = isRow(geometry) ? geometry : {};
    const parts = type === 'MultiLineString' ? coordinates : [coordinates];
    if (type !== 'LineString' && type !== 'MultiLineString') return [];
    return (Array.isArray(parts) ? parts : [undefined]).flatMap((part): Road[] => {
      const line = coordinatesOf(part);
      if (line) return [{ place, line, properties: isRow(properties) ? properties : {} }];
      problems.add(`features[${place}].geometry`, 'is not a line of two or more positions');
      return [];
    });
  });
  if (problems.count === 0 && roads.length === 0) problems.add('features', 'has no LineString');
  problems.throwIfAny();
  return roads;
}

/** The member `crs` of GeoJSON before RFC 7946, as GDAL and GeoPandas write it. */
function crsOf(crs: unknown): string | undefined {
  const { properties } = isRow(crs) ? crs : {};
  const { name } = isRow(properties) ? properties : {};
  return typeof name === 'string' ? name : undefined;
}

const endsOf = ({ properties }: Road) =>
  [firstOf(properties, SOURCE_KEYS), firstOf(properties, TARGET_KEYS)] as const;

const hasEnds = (road: Road): boolean => endsOf(road).every((end) => end != null);

/** A street that is `oneway: false` without a link back is driven in both directions. */
function addNamedLinks(roads: readonly Road[], builder: RoadGraphBuilder): void {
  const known = new Set<string>();
  const pairs = new Set(roads.map((road) => endsOf(road).join('\n')));
  for (const road of roads) {
    const { place, line, properties } = road;
    const [source, target] = endsOf(road).map(String) as [string, string];
    for (const [id, [x, y]] of [
      [source, line[0]!],
      [target, line.at(-1)!],
    ] as const) {
      if (!known.has(id)) builder.addNode({ place, id, x, y });
      known.add(id);
    }
    const isTwoWay = isFalse(properties['oneway']) && !pairs.has(`${target}\n${source}`);
    const lineMeters = lineLength(line);
    builder.addLink({ place, source, target, properties, lineMeters, isTwoWay });
  }
}

const isFalse = (value: unknown): boolean =>
  value === false || value === 0 || /^(no|false|0)$/i.test(String(value));

function addSplitLines(roads: readonly Road[], builder: RoadGraphBuilder): void {
  const junctions = junctionsOf(roads);
  const known = new Set<string>();
  for (const { place, line, properties } of roads) {
    const { isForward, isBackward } = drivingDirections(properties);
    for (const part of splitAt(line, junctions)) {
      const ends = [part[0]!, part.at(-1)!] as const;
      for (const end of ends) {
        const id = keyOf(end);
        if (!known.has(id)) builder.addNode({ place, id, x: end[0], y: end[1] });
        known.add(id);
      }
      const [first, last] = ends.map(keyOf) as [string, string];
      const [source, target] = isForward ? [first, last] : [last, first];
      const link = { place, source, target, lineMeters: lineLength(part) };
      const isWhole = part.length === line.length;
      const own = isWhole ? properties : withoutTotals(properties);
      builder.addLink({ ...link, properties: own, isTwoWay: isForward && isBackward });
    }
  }
}

/** Length and travel time of a line are not those of its parts. */
function withoutTotals(properties: LinkProperties): LinkProperties {
  return { ...properties, length: undefined, travel_time: undefined };
}

/** The points at which a line is split: its ends, and each point that lies on two lines or twice on one. */
function junctionsOf(roads: readonly Road[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const junctions = new Set<string>();
  for (const { line } of roads) {
    junctions.add(keyOf(line[0]!)).add(keyOf(line.at(-1)!));
    for (const point of line) {
      const key = keyOf(point);
      if (seen.has(key)) junctions.add(key);
      seen.add(key);
    }
  }
  return junctions;
}

function* splitAt(
  line: readonly Coordinate[],
  junctions: ReadonlySet<string>,
): Generator<readonly Coordinate[]> {
  let begin = 0;
  for (let i = 1; i < line.length; i++) {
    if (!junctions.has(keyOf(line[i]!))) continue;
    yield line.slice(begin, i + 1);
    begin = i;
  }
}

/** Seven decimals are a centimetre, and what OpenStreetMap has. */
const keyOf = ([lng, lat]: Coordinate): string => `${lng.toFixed(7)} ${lat.toFixed(7)}`;
