import { z } from 'zod';
import { InputError, InputProblems } from '#geo';
import { readJsonFile } from '../file/json-file.js';
import { looksLikeJson } from '../file/looks-like-json.js';
import { checkDegrees, placeKey, readPlaceTable } from '../table/read-places.js';
import type { Polygon, Zone } from './zone.js';

const ID_NAMES = ['LocationID', 'location_id', 'locationid', 'zone_id', 'zone', 'id'];

const coordinate = z.tuple([z.number(), z.number()]).rest(z.number());
const polygon = z.array(z.array(coordinate).min(4)).min(1);
const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: polygon }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon).min(1) }),
]);
const featureSchema = z.object({ properties: z.record(z.string(), z.unknown()), geometry });
const collectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()).min(1),
});

/**
 * Reads zones: a CSV or Parquet file with `LocationID,lat,lon`, or a GeoJSON FeatureCollection of
 * polygons (RFC 7946) with the property `LocationID`, as NYC Open Data exports the taxi zones.
 *
 * @returns zones by `placeKey` of their id
 * @throws {InputError} with file, place and remedy
 */
export async function readZones(file: string): Promise<ReadonlyMap<string, Zone>> {
  if (await looksLikeJson(file)) return readPolygons(await readJsonFile(file), file);
  const places = await readPlaceTable(file, ID_NAMES);
  return new Map([...places].map(([id, position]) => [id, { kind: 'point', position }]));
}

function readPolygons(json: unknown, source: string): ReadonlyMap<string, Zone> {
  const collection = collectionSchema.safeParse(json);
  if (!collection.success) {
    throw new InputError(source, '', 'is not a GeoJSON FeatureCollection of polygons');
  }
  const problems = new InputProblems(source);
  const polygons = new Map<string, Polygon[]>();
  collection.data.features.forEach((each, i) => {
    const feature = readFeature(each, `features[${i}]`, problems);
    if (!feature) return;
    polygons.set(feature.id, [...(polygons.get(feature.id) ?? []), ...feature.polygons]);
  });
  problems.throwIfAny();
  return new Map([...polygons].map(([id, parts]) => [id, { kind: 'area', polygons: parts }]));
}

function readFeature(
  json: unknown,
  where: string,
  problems: InputProblems,
): { id: string; polygons: Polygon[] } | undefined {
  const feature = featureSchema.safeParse(json);
  if (!feature.success) {
    problems.add(where, 'is not a feature with a Polygon or MultiPolygon');
    return undefined;
  }
  const { properties, geometry: shape } = feature.data;
  const id = findId(properties);
  if (id === undefined) {
    problems.add(`${where}.properties`, `has no ${ID_NAMES.slice(0, 2).join(' or ')}`);
    return undefined;
  }
  const parts = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  const polygons = parts.map((rings) => rings.map((ring) => ring.map(([x, y]) => [x, y] as const)));
  const [first] = polygons[0]?.[0] ?? [];
  return first && checkDegrees(problems, where, first) ? { id, polygons } : undefined;
}

function findId(properties: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of ID_NAMES) {
    const key = Object.keys(properties).find((each) => each.toLowerCase() === name.toLowerCase());
    const value = key === undefined ? undefined : properties[key];
    if (typeof value === 'string' || typeof value === 'number') return placeKey(String(value));
  }
  return undefined;
}
